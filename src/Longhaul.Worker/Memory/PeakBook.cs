using System.Collections.Concurrent;

namespace Longhaul.Worker.Memory;

/// <summary>
/// Learns how much memory the jobs of a kind take: the 95th percentile of the peaks of its last 64 attempts here. A kind none of which ever took
/// 32 MiB is not kept: it costs nothing and counts as nothing.
/// </summary>
internal sealed class PeakBook
{
    private const long Least = 32L * 1024 * 1024;
    private const int Kept = 64;
    private const double Percentile = 0.95;

    private readonly ConcurrentDictionary<string, Learnt> _kinds = new(StringComparer.Ordinal);

    public bool IsEmpty => _kinds.IsEmpty;

    public void Add(string kind, long peakBytes)
    {
        if (peakBytes >= Least)
        {
            _kinds.GetOrAdd(kind, static _ => new Learnt()).Add(peakBytes);
        }
        else if (_kinds.TryGetValue(kind, out var learnt))
        {
            learnt.Add(peakBytes);
        }
    }

    /// <summary>What one more job of the kind is likely to take, in bytes; 0 where nothing is known.</summary>
    public long Of(string kind) => _kinds.TryGetValue(kind, out var learnt) ? learnt.Bytes : 0;

    private sealed class Learnt
    {
        private readonly long[] _peaks = new long[Kept];
        private int _count;
        private long _bytes;

        public long Bytes => Volatile.Read(ref _bytes);

        public void Add(long peakBytes)
        {
            lock (_peaks)
            {
                _peaks[_count++ % Kept] = peakBytes;
                var sorted = _peaks[..Math.Min(_count, Kept)];
                Array.Sort(sorted);
                Volatile.Write(ref _bytes, sorted[(int)Math.Ceiling(sorted.Length * Percentile) - 1]);
            }
        }
    }
}
