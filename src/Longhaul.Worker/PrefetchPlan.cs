using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>
/// Learns how long a queue's jobs take, and says from that how many to claim in advance: what its places do within a window. Claims of one job
/// each cost the server about a millisecond of processor time; a thousand at once cost ten microseconds each.
/// </summary>
internal sealed class PrefetchPlan(TimeSpan window, TimeProvider clock)
{
    /// <summary>Two claims' worth, so that one is here while the next is asked for.</summary>
    private const int Most = 2 * IJobStore.MaxBatch;

    /// <summary>So many jobs tell how long they take.</summary>
    private const int Enough = 20;

    private const double Weight = 1.0 / Enough;

    // What is not delivered at a kill runs again; so much work may be undelivered at once.
    private static readonly TimeSpan MostUndelivered = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Learnt> _queues = [];
    private Learnt _all = new(0, 0, 0);

    /// <summary>Notes how long a job ran.</summary>
    public void Ran(string queue, TimeSpan took)
    {
        lock (_lock)
        {
            _queues[queue] = _queues.GetValueOrDefault(queue).With(took.TotalSeconds);
            _all = _all.With(took.TotalSeconds);
        }
    }

    /// <summary>Asks for nothing in advance of these queues for a while: it would be in vain, or was.</summary>
    public void Pause(IEnumerable<string> queues)
    {
        lock (_lock)
        {
            foreach (var queue in queues)
            {
                _queues[queue] = _queues.GetValueOrDefault(queue) with { PausedAt = clock.GetTimestamp() };
            }
        }
    }

    /// <summary>How many jobs of a queue should wait here at most.</summary>
    public int Target(string queue, int places)
    {
        lock (_lock)
        {
            var learnt = _queues.GetValueOrDefault(queue);
            if (learnt.Count < Enough || (learnt.PausedAt is { } since && clock.GetElapsedTime(since) < Rest))
            {
                return 0;
            }

            var most = (int)Math.Min(Most, places * window.TotalSeconds / learnt.Seconds);
            return most > places ? most : 0;
        }
    }

    /// <summary>How many outcomes may wait for delivery before no more is begun: one a place, or what the places do in 20 ms.</summary>
    public int UndeliveredLimit(int places)
    {
        lock (_lock)
        {
            var many = _all.Count < Enough ? 0 : (int)Math.Min(Most, places * MostUndelivered.TotalSeconds / _all.Seconds);
            return Math.Max(places, many);
        }
    }

    /// <param name="Count">How many jobs it is learnt from, up to enough.</param>
    /// <param name="Seconds">A moving mean; never 0.</param>
    /// <param name="PausedAt">When it was paused.</param>
    private readonly record struct Learnt(int Count, double Seconds, long? PausedAt)
    {
        public Learnt With(double seconds) => this with
        {
            Count = Math.Min(Count + 1, Enough),
            Seconds = Math.Max(1e-6, Seconds + ((seconds - Seconds) * Math.Max(Weight, 1.0 / (Count + 1)))),
        };
    }
}
