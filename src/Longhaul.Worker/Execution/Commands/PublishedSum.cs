using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>How much one run or tenant has published: what was read, and beside it what attempts of this worker add.</summary>
internal sealed class PublishedSum
{
    private readonly Dictionary<AttemptRef, (long Bytes, bool IsSettled)> _reserved = [];

    /// <summary>One reads at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>How many look at it now.</summary>
    public int Users { get; set; }

    /// <summary>As it was read.</summary>
    public long Bytes { get; private set; }

    /// <summary>A timestamp; null before the first reading.</summary>
    public long? ReadAt { get; set; }

    public TimeSpan Lasts { get; set; }

    /// <summary>How often it was settled what becomes of an attempt.</summary>
    public int Changes { get; private set; }

    /// <summary>With what is not in the reading.</summary>
    public long Sum => Bytes + _reserved.Values.Sum(one => one.Bytes);

    /// <summary>Something counts of which nobody knows yet what becomes of it.</summary>
    public bool IsAwaited => _reserved.Values.Any(one => !one.IsSettled);

    public void Reserve(AttemptRef attempt, long bytes) => _reserved[attempt] = (bytes, IsSettled: false);

    public void Settle(AttemptRef attempt)
    {
        Changes++;
        _reserved[attempt] = (_reserved[attempt].Bytes, IsSettled: true);
    }

    /// <summary>Those that a reading has from now on, where they count at all.</summary>
    public List<AttemptRef> Settled() => [.. _reserved.Where(one => one.Value.IsSettled).Select(one => one.Key)];

    /// <summary>Takes a reading.</summary>
    /// <param name="bytes">What it says.</param>
    /// <param name="settled">What <see cref="Settled"/> said when it began.</param>
    public void Read(long bytes, List<AttemptRef> settled)
    {
        Bytes = bytes;
        settled.ForEach(attempt => _reserved.Remove(attempt));
    }
}
