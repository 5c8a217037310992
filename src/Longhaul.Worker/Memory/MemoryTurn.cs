using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Memory;

/// <summary>
/// Keeps small jobs from starving a big one. A kind whose next job has not fitted for half a minute, though it would fit alone, and of which a job is ready, gets
/// its turn: until it fits, or for five minutes at most, no others that need memory are taken. After that the others have five minutes.
/// <code>
/// nobody waits ──does not fit for 30 s, one is ready──▶ held for it ──none is ready any more, or 5 min──▶ rest (5 min after a vain turn) ──▶ nobody waits
/// </code>
/// </summary>
internal sealed class MemoryTurn(WorkerContext worker)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, long> _lackingSince = new(StringComparer.Ordinal);
    private long _turnedAt;
    private long? _restsSince;

    /// <summary>One look; answers when to look again.</summary>
    public async Task<TimeSpan> RunOnceAsync(CancellationToken cancel)
    {
        if (worker.Admission.HeldFor is { } kind)
        {
            await EndTurnAsync(kind, cancel);
        }
        else if (Longest() is { } next && !Rests && await IsReadyAsync(next, cancel))
        {
            worker.Log.MemoryHeld(next);
            (worker.Admission.HeldFor, _turnedAt) = (next, worker.Clock.GetTimestamp());
        }

        return Interval;
    }

    private bool Rests => _restsSince is { } since && worker.Clock.GetElapsedTime(since) < LongestTurn;

    private async Task EndTurnAsync(string kind, CancellationToken cancel)
    {
        var isVain = worker.Clock.GetElapsedTime(_turnedAt) >= LongestTurn;
        if (isVain || !await IsReadyAsync(kind, cancel))
        {
            worker.Admission.HeldFor = null;
            _lackingSince.Remove(kind);
            _restsSince = isVain ? worker.Clock.GetTimestamp() : null;
            worker.Running.Freed.Ring();
        }
    }

    /// <summary>The kind that has been lacking memory for the longest, where that is long enough.</summary>
    private string? Longest()
    {
        var lacking = worker.Admission.LackingThoughPossible();
        foreach (var kind in _lackingSince.Keys.Except(lacking).ToList())
        {
            _lackingSince.Remove(kind);
        }

        foreach (var kind in lacking)
        {
            _lackingSince.TryAdd(kind, worker.Clock.GetTimestamp());
        }

        return _lackingSince.Where(one => worker.Clock.GetElapsedTime(one.Value) >= Patience).OrderBy(one => one.Value).Select(one => one.Key).FirstOrDefault();
    }

    private async Task<bool> IsReadyAsync(string kind, CancellationToken cancel)
    {
        var filter = new JobFilter { State = JobState.Ready, Kind = kind };
        var found = await worker.Calls.RunAsync("list", (store, c) => store.Queries.ListAsync(filter, new JobPage(1), c), cancel);
        return found.Count > 0;
    }
}
