using System.Globalization;

namespace Longhaul.PostgreSql.Engine;

/// <summary>A session that others wait for, in words for a person.</summary>
internal static class LockHolder
{
    /// <summary>Who has held locks on a table of the store (or on any of them) for the longest time; null where nobody is found.</summary>
    public static async Task<string?> FindAsync(Runner runner, string? table, CancellationToken cancel) =>
        (await runner.QueryAsync(
            "Health/lock_holder", sql => sql.Set("@schema", runner.Text.SchemaName).Set("@table", table), Read, cancel).ConfigureAwait(false)).FirstOrDefault();

    // State and time are shown to few users.
    private static string Read(Row row)
    {
        var (state, seconds) = (row.Text(3), row.DoubleOrNull(4));
        var since = seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $", transaction open for {known:0} s") : "";
        return $"{row.Text(1)} (pid {row.Int(0)}, user {row.Text(2)}{(state.Length > 0 ? ", " + state : "")}{since})";
    }
}
