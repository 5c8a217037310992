using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Unique keys: who holds one, and for how long. A key that was asked for is locked until the transaction ends.</summary>
internal sealed class KeyTable(Transaction transaction, JobTable jobs) : IKeyRows
{
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);

    /// <summary>Locks keys, in an order that all calls share; one that nobody had gets a row that holds nothing.</summary>
    public void Lock(IEnumerable<string> keys)
    {
        var wanted = keys.Where(key => !_locked.Contains(key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // Again, where upkeep has just forgotten one that nobody holds.
        while (!wanted.TrueForAll(_locked.Contains))
        {
            LockThose(wanted);
        }
    }

    private void LockThose(List<string> wanted)
    {
        try
        {
            transaction.Sql("Keys/make").Set("@keys", wanted).Set("@wait_ms", (long?)transaction.KeyWaitMs).Run();
            transaction.Sql("Keys/lock").Set("@keys", wanted).All(row => row.Text(0)).ForEach(key => _locked.Add(key));
        }
        catch (PostgresException held) when (transaction.KeyWaitMs is not null && LockHeldException.Is(held))
        {
            throw new LockHeldException(wanted is [var only] ? $"the unique key '{only}'" : $"one of the unique keys '{string.Join("', '", wanted.Take(3))}'", held);
        }
    }

    public long? Holder(IEnumerable<UniqueKey> keys, long except = 0)
    {
        var names = keys.Select(key => key.Key).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        Lock(names);
        jobs.Flush();
        return transaction.Sql("Keys/find_holder")
            .Set("@keys", names).Set("@except", except).Set("@now", transaction.Now).First(row => row.LongOrNull(0));
    }

    /// <summary>The slots of the jobs that last took one of the keys.</summary>
    public IEnumerable<SlotKey> SlotsOfHolders(IReadOnlyList<string> keys) =>
        transaction.Sql("Keys/list_holders_slots").Set("@keys", keys).All(row => row.Text(0)).SelectMany(JobLists.ReadSlots);

    public void Take(long jobId, IEnumerable<UniqueKey> keys)
    {
        foreach (var key in keys)
        {
            Lock([key.Key]);
            DateTimeOffset? until = key.Scope == UniqueScope.Period ? transaction.Now + key.Period : null;
            transaction.Sql("Keys/take")
                .Set("@key", key.Key).Set("@job_id", jobId).Set("@scope", (short)key.Scope).Set("@until", until).Run();
        }
    }

    /// <summary>Forgets keys that nobody holds any more; true where there may be more of them than the limit.</summary>
    public bool Prune(int limit)
    {
        var keys = transaction.Sql("Keys/list_prunable").Set("@now", transaction.Now).Set("@limit", limit).All(row => row.Text(0));
        if (keys.Count > 0)
        {
            transaction.Sql("Keys/prune").Set("@keys", keys).Set("@now", transaction.Now).Run();
        }

        return keys.Count >= limit;
    }
}
