using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Unique keys: who holds one, and for how long.</summary>
internal sealed class MemoryKeys(MemoryTables tables)
{
    /// <summary>The job that holds one of the keys now, other than the given one; null where all are free.</summary>
    public long? Holder(IEnumerable<UniqueKey> keys, long except = 0)
    {
        foreach (var key in keys)
        {
            if (tables.Data.Keys.TryGetValue(key.Key, out var held) && held.JobId != except && Counts(held))
            {
                return held.JobId;
            }
        }

        return null;
    }

    public void Take(long jobId, IEnumerable<UniqueKey> keys)
    {
        foreach (var key in keys)
        {
            var until = key.Scope == UniqueScope.Period ? tables.Now + key.Period : DateTimeOffset.MaxValue;
            tables.Data.Keys = tables.Data.Keys.SetItem(key.Key, new HeldKey(jobId, key.Scope, until));
        }
    }

    /// <summary>The keys of one that was cancelled before it began count for the last one before it again that had them and is not over.</summary>
    public void GiveBack(JobRecord left, IEnumerable<long> before)
    {
        foreach (var job in before.OrderDescending().Select(id => tables.Data.Open[id]))
        {
            var shared = job.UniqueKeys.Where(key => key.Scope == UniqueScope.Unfinished && left.UniqueKeys.Any(own => (own.Key, own.Scope) == (key.Key, key.Scope)));
            Take(job.Id, shared.Where(key => Holder([key]) is null).ToList());
        }
    }

    /// <summary>Forgets keys that nobody holds any more.</summary>
    public void Prune() =>
        tables.Data.Keys = tables.Data.Keys.RemoveRange(tables.Data.Keys.Where(pair => !Counts(pair.Value)).Select(pair => pair.Key));

    private bool Counts(HeldKey held) => held.Scope switch
    {
        UniqueScope.Period => tables.Now < held.Until,
        UniqueScope.Waiting => tables.Data.Open.TryGetValue(held.JobId, out var job) && !job.State.IsOver() && job.Attempt == 0,
        _ => tables.Data.Open.TryGetValue(held.JobId, out var job) && !job.State.IsOver(),
    };
}
