using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// What becomes of the places that jobs of a paused tenant hold or wait for. They are passed by in line and given no new ones; those that have one and have not begun give it up to
/// whoever waits for it: a tenant that has reached its budget would else stop all others until the next day, where they share a key.
/// </summary>
internal sealed class PausedPlaces(IStoreRows rows)
{
    /// <summary>A tenant goes on: hands places to those of its jobs that there are any for. Of more keys than these upkeep sees to the rest.</summary>
    public int GoOn(string tenant)
    {
        rows.Slots.ForgetPauses();
        return rows.Life.Admit(rows.Slots.KeysWaitedFor(tenant, IJobStore.MaxBatch));
    }

    /// <summary>Jobs that hold places, and may not begin, give these to others and wait again, as the first of their tenant.</summary>
    public int GiveUp(IReadOnlyList<long> ids)
    {
        var held = ids.Select(rows.Jobs.FindOpen).OfType<JobRecord>()
            .Where(job => job is { State: JobState.Ready, Admitted: true } && rows.Slots.IsPaused(job.Tenant)).ToList();
        held.ForEach(job => rows.Jobs.Put(job with { State = JobState.Blocked, Admitted = false, Tag = KeyLine.First }));
        rows.Life.Admit([.. held.SelectMany(job => job.Slots).Select(slot => slot.Key).Distinct()]);
        return held.Count;
    }
}
