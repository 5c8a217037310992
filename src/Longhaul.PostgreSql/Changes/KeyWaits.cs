using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// Calls that may meet a unique key which a transaction that is still open has locked. They wait for it only briefly while they have a connection, then go
/// back and try again: however long that transaction stays open, others find a connection meanwhile.
/// </summary>
internal sealed class KeyWaits(Runner runner)
{
    /// <summary>How long a call with unique keys is tried before its caller is told.</summary>
    public static readonly TimeSpan OfEnqueue = TimeSpan.FromSeconds(20);

    /// <summary>The same of calls that are tried again by whoever makes them.</summary>
    public static readonly TimeSpan OfOthers = TimeSpan.FromSeconds(3);

    private const int FirstWaitMs = 200;
    private const int NextWaitMs = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a call in a transaction.</summary>
    /// <param name="call">The call; it may be made several times.</param>
    /// <param name="areKnown">True where it will ask for unique keys, and so takes its turn with others that do.</param>
    /// <param name="patience">How long it is tried again while somebody holds one of its keys.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreUnavailableException">Somebody held a key all the time; says who.</exception>
    public async Task<T> RunAsync<T>(Func<Transaction, T> call, bool areKnown, TimeSpan patience, CancellationToken cancel)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await TryAsync(call, isFirst, areKnown, cancel).ConfigureAwait(false);
            }
            catch (LockHeldException) when (TimeProvider.System.GetElapsedTime(begun) < patience)
            {
                // Nothing was done.
            }
            catch (LockHeldException held)
            {
                throw await SayAsync(held, cancel).ConfigureAwait(false);
            }

            await Task.Delay(Pause, TimeProvider.System, cancel).ConfigureAwait(false);
        }
    }

    private Task<T> TryAsync<T>(Func<Transaction, T> call, bool isFirst, bool areKnown, CancellationToken cancel)
    {
        var lane = isFirst ? areKnown ? Lane.Keyed : Lane.Any : Lane.Blocked;
        return runner.RunAsync(
            lane,
            transaction =>
            {
                transaction.KeyWaitMs = isFirst ? FirstWaitMs : NextWaitMs;
                return call(transaction);
            },
            cancel);
    }

    private async Task<StoreUnavailableException> SayAsync(LockHeldException held, CancellationToken cancel)
    {
        var holder = await LockHolder.FindAsync(runner, "unique_keys", cancel).ConfigureAwait(false);
        return new StoreUnavailableException(
            $"{held.Message} is locked by a transaction that is still open{(holder is null ? "" : ": " + holder)}; let that be committed or rolled back, then try again", held)
        {
            OnlyThisCall = true,
        };
    }
}
