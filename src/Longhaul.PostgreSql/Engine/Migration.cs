using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Brings a schema up beside work that goes on. Whoever waits for a table alone makes everybody wait behind it, so a migration waits only briefly, goes back
/// where somebody has a transaction open, and tries again.
/// </summary>
internal sealed class Migration(Runner runner, PostgreSqlAddress address, TimeSpan patience)
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(300);

    // An autovacuum gives way to whoever has waited for deadlock_timeout, a second; so some tries wait for longer.
    private static readonly TimeSpan Longer = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private const int LongerEach = 5;

    public async Task RunAsync(CancellationToken cancel)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; !await TryAsync(attempt % LongerEach == 0 ? Longer : Brief, cancel).ConfigureAwait(false); attempt++)
        {
            if (TimeProvider.System.GetElapsedTime(begun) >= patience)
            {
                var holder = await LockHolder.FindAsync(runner, null, cancel).ConfigureAwait(false);
                throw new StoreUnavailableException(
                    $"the store {address} is not migrated yet: {holder ?? "another session"} holds its tables; end that transaction, or wait for it, and try again");
            }

            await Task.Delay(Pause, TimeProvider.System, cancel).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            return await runner.RunAsync(transaction => Migrate(transaction, wait), cancel).ConfigureAwait(false);
        }
        catch (LockHeldException)
        {
            return false;
        }
    }

    // What it does to a large table takes its time once nobody else is in it.
    private bool Migrate(Transaction transaction, TimeSpan wait)
    {
        transaction.IsUnbounded = true;
        transaction.Sql("Meta/be_patient").Set("@lock_ms", (int)wait.TotalMilliseconds).All(_ => 0);
        try
        {
            SchemaVersion.Migrate(transaction, address);
            return true;
        }
        catch (PostgresException held) when (LockHeldException.Is(held))
        {
            throw new LockHeldException("a table", held);
        }
    }
}
