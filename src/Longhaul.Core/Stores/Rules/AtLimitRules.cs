using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What is done with a new job one of whose keys is at its limit.</summary>
internal sealed class AtLimitRules(IStoreRows rows)
{
    /// <summary>It could run now but for its slots, and does not simply wait for them.</summary>
    public static bool Concerns(NewJob job, DateTimeOffset now) =>
        job.Slots.Any(slot => slot.AtLimit != AtLimit.Wait) && job.DependsOn.Count == 0 && !(NewRecord.Due(job, now) > now);

    /// <summary>Jobs for which nobody could be told that they were not added: they wait.</summary>
    public static IReadOnlyList<NewJob> Waiting(IReadOnlyList<NewJob> jobs) =>
        [.. jobs.Select(job => job.Slots.Count == 0 ? job : job with { Slots = [.. job.Slots.Select(slot => slot with { AtLimit = AtLimit.Wait })] })];

    /// <summary>The keys of a new job that are at their limits, by what is done there. Nobody is stopped for one that may not begin, since its tenant is paused.</summary>
    public ILookup<AtLimit, string> Full(NewJob job) =>
        job.Slots.Where(slot => slot.AtLimit != AtLimit.Wait && !(slot.AtLimit == AtLimit.CancelRunning && rows.Slots.IsPaused(job.Tenant)) && (!rows.Slots.HasRoom(slot) || IsFullOnceOn(job, slot))).ToLookup(slot => slot.AtLimit, slot => slot.Key);

    /// <summary>One that holds the key, or waits for it first.</summary>
    public long Before(string key) => rows.Slots.Holders(key).Concat(rows.Slots.InLine(key)).First();

    /// <summary>The first of those that wait for one of the keys and may become another job; null where none does.</summary>
    public JobRecord? Replaceable(IEnumerable<string> keys) =>
        keys.SelectMany(rows.Slots.InLine).Select(rows.Jobs.FindOpen).FirstOrDefault(job => job is { WaitingFor: 0 } && ReplaceRules.MayBeReplaced(job)
            && job.UniqueKeys.All(key => key.Scope == UniqueScope.Period));

    /// <summary>
    /// Asks the oldest holder of each key that was not asked yet to cancel, for a new job that waits behind it; unless those that were asked already make
    /// room for all who wait: one that holds two of the keys makes room under both.
    /// </summary>
    public void CancelHolders(IEnumerable<string> keys, long forJob)
    {
        foreach (var key in keys)
        {
            var holders = rows.Slots.Holders(key).Select(rows.Jobs.FindOpen).OfType<JobRecord>().ToList();
            var holder = holders.FirstOrDefault(job => !job.CancelRequested);
            if (holder is not null && holder.Id != forJob && MoreWaitThan(holders.Count(job => job.CancelRequested), key))
            {
                new ControlRules(rows).Cancel(holder.Id, $"job {forJob}", $"it takes the place under key {key}");
            }
        }
    }

    // Of a paused tenant nothing is given a place. What waits there will have it first.
    private bool IsFullOnceOn(NewJob job, SlotKey slot) =>
        rows.Slots.IsPaused(job.Tenant) && rows.Slots.Holders(slot.Key).Count + rows.Slots.InLine(slot.Key).Take(slot.Limit).Count() >= slot.Limit;

    private bool MoreWaitThan(int count, string key) =>
        rows.Slots.InLine(key).Select(rows.Jobs.FindOpen).Where(job => job is { State: JobState.Blocked, WaitingFor: 0 } && !rows.Slots.IsPaused(job.Tenant))
            .Skip(count).Any();
}
