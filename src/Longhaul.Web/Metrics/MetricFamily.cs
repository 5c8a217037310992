using System.Diagnostics.Metrics;
using System.Text;

namespace Longhaul.Web.Metrics;

/// <summary>How the values of a metric are added up and written.</summary>
internal enum MetricType
{
    Counter = 0,
    Gauge = 1,
    Histogram = 2,
}

/// <summary>One metric with all its label sets.</summary>
internal sealed class MetricFamily(string name, string help, MetricType type, bool observed, IReadOnlyList<double> bounds)
{
    // Labels come from queue names and the like; whoever makes endless many of them must not exhaust the memory.
    private const int MaxSeries = 2_000;

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public string Name => name;

    public static MetricFamily For(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var type = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? MetricType.Counter
            : kind == typeof(Histogram<>) ? MetricType.Histogram
            : MetricType.Gauge;
        var bounds = (instrument as Instrument<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;
        return new MetricFamily(
            PrometheusText.MetricName(instrument.Name, instrument.Unit, type), instrument.Description ?? "", type, instrument.IsObservable, bounds);
    }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    return;
                }

                _series[labels] = series = new MetricSeries(type == MetricType.Histogram ? bounds.Count : 0);
            }

            series.Add(value, type == MetricType.Histogram ? bounds : []);
        }
    }

    /// <summary>What is observed at each scrape is told anew; what is not told any more is gone.</summary>
    public void ForgetObserved()
    {
        if (observed)
        {
            lock (_lock)
            {
                _series.Clear();
            }
        }
    }

    public void WriteTo(StringBuilder text)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
            {
                return;
            }

            text.Append("# HELP ").Append(name).Append(' ').Append(PrometheusText.EscapeHelp(help)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(type.ToString().ToLowerInvariant()).Append('\n');
            foreach (var (labels, series) in _series)
            {
                if (type == MetricType.Histogram)
                {
                    WriteHistogram(text, labels, series);
                }
                else
                {
                    PrometheusText.WriteSample(text, name, labels, series.Sum);
                }
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, MetricSeries series)
    {
        var below = 0L;
        for (var i = 0; i < bounds.Count; i++)
        {
            below += series.Buckets[i];
            PrometheusText.WriteSample(text, name + "_bucket", PrometheusText.With(labels, "le", PrometheusText.Number(bounds[i])), below);
        }

        PrometheusText.WriteSample(text, name + "_bucket", PrometheusText.With(labels, "le", "+Inf"), series.Count);
        PrometheusText.WriteSample(text, name + "_sum", labels, series.Sum);
        PrometheusText.WriteSample(text, name + "_count", labels, series.Count);
    }
}
