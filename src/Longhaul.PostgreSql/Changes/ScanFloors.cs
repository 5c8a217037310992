using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// Where a claim begins to look in a lane. Claimed jobs stay in the index until they are over, and while somebody holds a snapshot even
/// longer; a claim that walked over them again and again took 17.8 ms after a minute, one with a floor stays at 0.4. The floor passes by
/// what was claimed and was enqueued a moment ago or longer, since a transaction may commit a lower position than one that was claimed already.
/// Now and then a claim looks from the bottom for one that took even longer.
/// </summary>
internal sealed class ScanFloors
{
    /// <summary>Every priority, the highest first.</summary>
    public static IReadOnlyList<short> Priorities { get; } = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

    /// <summary>A transaction that enqueues takes about a millisecond.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Queue, int Priority), Lane> _lanes = [];
    private string _kinds = "";
    private long _lookedBehindAt = Stopwatch.GetTimestamp();
    private TimeSpan _lookBehindEvery = TimeSpan.FromSeconds(1);

    /// <summary>Lets a claim look, from the bottom where that is due, and notes what it took.</summary>
    /// <typeparam name="T">What it answers; null where it took nothing after all.</typeparam>
    public async Task<T> LookAsync<T>(Func<bool, Task<T>> claim)
    {
        var fromBottom = IsTimeToLookBehind();
        var startedAt = Stopwatch.GetTimestamp();
        var answer = await claim(fromBottom).ConfigureAwait(false);
        if (fromBottom)
        {
            LookedBehind(Stopwatch.GetElapsedTime(startedAt));
        }

        if (answer is ClaimAnswer taken)
        {
            Claimed(taken.InTurn);
        }

        return answer;
    }

    /// <summary>Whoever asks for other kinds than before has not seen what lies below.</summary>
    public void AskFor(IReadOnlyList<string>? kinds)
    {
        var text = kinds is null ? "" : string.Join('\n', kinds);
        lock (_gate)
        {
            if (text != _kinds)
            {
                _lanes.Clear();
                _kinds = text;
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

    private bool IsTimeToLookBehind()
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_lookedBehindAt) < _lookBehindEvery)
            {
                return false;
            }

            _lookedBehindAt = Stopwatch.GetTimestamp();
            return true;
        }
    }

    // Looking behind takes at most a twentieth of the time.
    private void LookedBehind(TimeSpan took)
    {
        lock (_gate)
        {
            _lookBehindEvery = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond, took.Ticks * 20));
        }
    }

    private void Claimed(IReadOnlyList<JobRecord> jobs)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            foreach (var job in jobs)
            {
                var key = (job.Queue, job.Priority);
                (_lanes.TryGetValue(key, out var lane) ? lane : _lanes[key] = new Lane()).Claimed(job, IsOld(job), now);
            }
        }
    }

    /// <summary>It stands where it stood when it was enqueued, and that was a while ago.</summary>
    private static bool IsOld(JobRecord job) => job.Position == job.Id && job.ClaimedAt - job.CreatedAt > Lag;

    private sealed class Lane
    {
        private readonly Queue<((long, long) Place, long At)> _recent = new();
        private (long, long) _floor = Bottom;

        public static (long, long) Bottom { get; } = (long.MinValue, long.MinValue);

        public void Claimed(JobRecord job, bool isOld, long at)
        {
            if (isOld)
            {
                Raise((job.Tag, job.Position));
            }
            else
            {
                _recent.Enqueue(((job.Tag, job.Position), at));
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
