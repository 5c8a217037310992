using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Keys of slots that were locked once, and that no job holds or waits for any more.</summary>
internal static class UnusedKeys
{
    /// <summary>Forgets them; true where there may be more of them than the limit.</summary>
    public static bool Prune(Transaction transaction, int limit)
    {
        var unused = transaction.Sql("Slots/list_unused_keys").Set("@limit", limit).All(row => row.Text(0));
        if (unused.Count > 0)
        {
            transaction.Sql("Slots/prune_keys").Set("@keys", unused).Run();
        }

        return unused.Count >= limit;
    }
}
