using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;

namespace Longhaul.Sqlite.Rows;

/// <summary>Unique keys: who holds one, and for how long.</summary>
internal sealed class KeyTable(Transaction transaction) : IKeyRows
{
    /// <summary>The job that holds one of the keys now, other than the given one; null where all are free.</summary>
    public long? Holder(IEnumerable<UniqueKey> keys, long except = 0)
    {
        foreach (var key in keys)
        {
            var holder = transaction.Sql("Keys/find_holder")
                .Set("@key", key.Key).Set("@except", except).Set("@now", transaction.NowMs).First(row => row.LongOrNull(0));
            if (holder is not null)
            {
                return holder;
            }
        }

        return null;
    }

    public void Take(long jobId, IEnumerable<UniqueKey> keys)
    {
        foreach (var key in keys)
        {
            var until = key.Scope == UniqueScope.Period ? JobTable.Ms(transaction.Now + key.Period) : (long?)null;
            transaction.Sql("Keys/take")
                .Set("@key", key.Key).Set("@job_id", jobId).Set("@scope", (long)key.Scope).Set("@until", until).Run();
        }
    }

    /// <summary>Forgets keys that nobody holds any more.</summary>
    public void Prune() => transaction.Sql("Keys/prune").Set("@now", transaction.NowMs).Run();
}
