namespace Longhaul.Web.Metrics;

/// <summary>The figures of one label set.</summary>
internal sealed class MetricSeries(int buckets)
{
    /// <summary>How many values fell into each bucket alone.</summary>
    public long[] Buckets { get; } = new long[buckets];

    /// <summary>All values together.</summary>
    public double Sum { get; private set; }

    /// <summary>How many values there were.</summary>
    public long Count { get; private set; }

    public void Add(double value, IReadOnlyList<double> bounds)
    {
        Sum += value;
        Count++;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (value <= bounds[i])
            {
                Buckets[i]++;
                return;
            }
        }
    }
}
