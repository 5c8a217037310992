using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>What becomes of the places that jobs of a paused tenant hold or wait for.</summary>
internal sealed class MemoryPausedPlaces(MemoryTables tables, MemoryLife life)
{
    /// <summary>A tenant goes on.</summary>
    public int GoOn(string tenant) => life.Admit(
        life.Waiting().Where(job => job.Tenant == tenant).SelectMany(MemoryLife.KeysOf).Distinct().Order(StringComparer.Ordinal).Take(IJobStore.MaxBatch).ToHashSet());

    /// <summary>Those that hold what others wait for, and may not begin, wait again themselves, as the first of their tenant.</summary>
    public int GiveUp()
    {
        var wanted = life.Waiting().Where(job => !tables.IsPaused(job.Tenant)).SelectMany(MemoryLife.KeysOf).ToHashSet();
        var held = tables.Data.Open.Values
            .Where(job => job is { State: JobState.Ready, Admitted: true } && tables.IsPaused(job.Tenant) && wanted.Overlaps(MemoryLife.KeysOf(job)))
            .Take(KeyLine.GivenUpAtOnce).ToList();
        held.ForEach(job => tables.Put(job with { State = JobState.Blocked, Admitted = false, Tag = KeyLine.First }));
        life.Admit(held.SelectMany(MemoryLife.KeysOf).ToHashSet());
        return held.Count;
    }
}
