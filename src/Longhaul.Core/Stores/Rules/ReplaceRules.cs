using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>A job that waits becomes what a new one would have been.</summary>
internal sealed class ReplaceRules(IStoreRows rows)
{
    /// <summary>It stands alone and was never claimed, so that nothing of what it was is in use anywhere.</summary>
    public static bool MayBeReplaced(JobRecord job) =>
        job is { IsContainer: false, ParentId: null, Attempt: 0, State: JobState.Blocked or JobState.Ready or JobState.Scheduled };

    public void Replace(JobRecord holder, NewJob job)
    {
        var replaced = Replaced(holder, job);
        var keepsPlace = !(holder.DueAt > rows.Now) && holder.Queue == replaced.Queue && holder.Priority == replaced.Priority
            && Keys(holder).SequenceEqual(Keys(replaced));
        if (holder.Slots.Count > 0)
        {
            // What it holds or waits for goes before the new keys are looked at, which may be the same.
            rows.Jobs.Put(holder with { State = JobState.Scheduled, Admitted = false });
        }

        var keepsTag = (holder.State, holder.Queue, holder.Priority, holder.Tenant) == (JobState.Ready, replaced.Queue, replaced.Priority, replaced.Tenant);
        var keepsTurn = keepsPlace && holder is { State: JobState.Blocked } && holder.Tenant == replaced.Tenant;
        var placed = rows.Life.Placed(replaced with { Admitted = false, Tag = keepsTag || keepsTurn ? holder.Tag : 0 }, freshPosition: !keepsPlace, keepsTag, keepsTurn);
        rows.Jobs.Replace(placed);
        if (holder.Admitted)
        {
            rows.Life.Admit(JobLife.FreedBy(holder));
        }
    }

    private static IEnumerable<(string Key, int Limit)> Keys(JobRecord job) => job.Slots.Select(slot => (slot.Key, slot.Limit));

    private JobRecord Replaced(JobRecord holder, NewJob job)
    {
        var wanted = NewRecord.Of(job, holder.Id, null, rows.Now);
        var extends = job.UniqueKeys.Any(key => key.OnConflict == UniqueConflict.Extend);
        return holder with
        {
            Kind = wanted.Kind,
            Queue = wanted.Queue,
            Priority = wanted.Priority,
            Tenant = wanted.Tenant,
            Step = wanted.Step,
            Input = wanted.Input,
            Definition = wanted.Definition,
            Slots = wanted.Slots,
            Exclusive = wanted.Exclusive,
            OnWorkerLost = wanted.OnWorkerLost,
            KeepHistory = wanted.KeepHistory,
            Edits = null,
            DueAt = extends && (wanted.DueAt is null || holder.DueAt > wanted.DueAt) ? holder.DueAt : wanted.DueAt,
        };
    }
}
