using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// Where a claim begins to look in a lane. Claimed jobs stay in the index until they are over, and while somebody holds a snapshot even
/// longer; a claim that walked over them again and again took 17.8 ms after a minute, one with a floor stays at 0.4. The floor passes by
/// what was claimed and was enqueued a moment ago or longer, since a transaction may commit a lower position than one that was claimed already.
/// Now and then a claim looks from the bottom for one that took even longer. Jobs that are paused are passed by too, so that not every claim walks over
/// them; when what is paused changes, all floors are given up, and with them what claims that are still under way say of theirs.
/// </summary>
internal sealed class ScanFloors
{
    /// <summary>Every priority, the highest first.</summary>
    public static IReadOnlyList<short> Priorities { get; } = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

    /// <summary>A transaction that enqueues takes about a millisecond.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Queue, int Priority), Lane> _lanes = [];
    private string _asker = "";
    private long _pauses;
    private int _generation;
    private long _lookedBehindAt = Stopwatch.GetTimestamp();
    private TimeSpan _lookBehindCost;

    /// <summary>
    /// Lets a claim look above the floors; from the bottom where that is due, and where it found nothing: what woke it may be a transaction
    /// that took long and has committed below them.
    /// </summary>
    public async Task<ClaimAnswer> LookAsync(Func<bool, Task<ClaimAnswer>> claim)
    {
        try
        {
            var isDue = IsDue(TimeSpan.FromSeconds(1));
            var answer = await LookAsync(claim, isDue).ConfigureAwait(false);
            return !isDue && answer is { Jobs.Count: 0, IsLost: false, IsAgain: false, IsShut: false } && IsDue(TimeSpan.Zero)
                ? await LookAsync(claim, true).ConfigureAwait(false)
                : answer;
        }
        catch
        {
            // Another server may answer next, and its numbers may begin lower.
            Forget();
            throw;
        }
    }

    /// <summary>Whoever asks for other kinds than before, or as another instance, has not seen what lies below.</summary>
    public void AskFor(ClaimRequest request)
    {
        var asker = $"{request.Token.Instance}\n{(request.Kinds is null ? "" : string.Join('\n', request.Kinds))}";
        lock (_gate)
        {
            if (asker != _asker)
            {
                Begin();
                _asker = asker;
            }
        }
    }

    /// <summary>What the last claim said of the kinds and tenants that are paused; the floors are good for no other answer.</summary>
    public long Pauses
    {
        get
        {
            lock (_gate)
            {
                return _pauses;
            }
        }
    }

    /// <summary>Tag and position behind which nothing is expected.</summary>
    public (long Tag, long Position) Of(string queue, int priority, bool fromBottom)
    {
        lock (_gate)
        {
            return !fromBottom && _lanes.TryGetValue((queue, priority), out var lane) ? lane.Floor(Stopwatch.GetTimestamp()) : Lane.Bottom;
        }
    }

    // Looking behind takes at most a twentieth of the time; but a server that stood still for long must not make it rare. Where there are no
    // floors every look is from the bottom.
    private bool IsDue(TimeSpan least)
    {
        lock (_gate)
        {
            var rest = Math.Max(least.Ticks, Math.Min(20 * _lookBehindCost.Ticks, LongestRest.Ticks));
            return _lanes.Count > 0 && Stopwatch.GetElapsedTime(_lookedBehindAt).Ticks >= rest;
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            Begin();
        }
    }

    private void Begin()
    {
        _lanes.Clear();
        _generation++;
    }

    private async Task<ClaimAnswer> LookAsync(Func<bool, Task<ClaimAnswer>> claim, bool fromBottom)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var generation = Volatile.Read(ref _generation);
        var answer = await claim(fromBottom).ConfigureAwait(false);
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            if (fromBottom)
            {
                (_lookedBehindAt, _lookBehindCost) = (startedAt, Stopwatch.GetElapsedTime(startedAt, now));
            }

            if (answer.Pauses != _pauses)
            {
                Begin();
                _pauses = answer.Pauses;
            }

            // One that looked above floors which are given up says nothing of what lies below them.
            if (generation == _generation)
            {
                Raise(answer, now);
            }
        }

        return answer;
    }

    private void Raise(ClaimAnswer answer, long now)
    {
        foreach (var job in answer.InTurn)
        {
            LaneOf(job.Queue, job.Priority).Passed((job.Tag, job.Position), IsOld(job), now);
        }

        foreach (var (queue, priority, tag, position) in answer.WalkedTo)
        {
            LaneOf(queue, priority).Passed((tag, position), isOld: false, now);
        }
    }

    private Lane LaneOf(string queue, int priority) =>
        _lanes.TryGetValue((queue, priority), out var lane) ? lane : _lanes[(queue, priority)] = new Lane();

    /// <summary>
    /// It stands where it stood when it was enqueued, and that was a while ago. In a fair lane that says nothing of what may come before it; only
    /// that the lane's virtual time has just passed it does.
    /// </summary>
    private static bool IsOld(JobRecord job) => job.Tag == 0 && job.Position == job.Id && job.ClaimedAt - job.CreatedAt > Lag;

    private sealed class Lane
    {
        private readonly Queue<((long, long) Place, long At)> _recent = new();
        private (long, long) _floor = Bottom;

        public static (long, long) Bottom { get; } = (long.MinValue, long.MinValue);

        public void Passed((long Tag, long Position) place, bool isOld, long at)
        {
            if (isOld)
            {
                Raise(place);
            }
            else
            {
                _recent.Enqueue((place, at));
            }
        }

        public (long, long) Floor(long now)
        {
            while (_recent.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.At, now) > Lag)
            {
                Raise(oldest.Place);
                _recent.Dequeue();
            }

            return _floor;
        }

        private void Raise((long, long) place) => _floor = place.CompareTo(_floor) > 0 ? place : _floor;
    }
}
