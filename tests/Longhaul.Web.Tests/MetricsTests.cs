using System.Diagnostics.Metrics;
using Longhaul.Web.Metrics;

namespace Longhaul.Web.Tests;

[Collection("meters")]
public sealed class MetricsTests : IDisposable
{
    private readonly MetricsCollector _metrics = new();
    private readonly Meter _meter = new("Longhaul");

    public void Dispose()
    {
        _meter.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void A_counter_is_written_with_help_and_type_and_its_sum()
    {
        var counter = _meter.CreateCounter<long>("longhaul.test.one", description: "How\nmany \\ there were.");
        counter.Add(2);
        counter.Add(3);

        Family("longhaul_test_one_total").ShouldBe(
            "# HELP longhaul_test_one_total How\\nmany \\\\ there were.\n# TYPE longhaul_test_one_total counter\nlonghaul_test_one_total 5\n");
    }

    [Fact]
    public void Labels_are_escaped_and_sorted()
    {
        var counter = _meter.CreateCounter<long>("longhaul.test.two");
        counter.Add(1, new KeyValuePair<string, object?>("z", "a\"b\\c\nd"), new KeyValuePair<string, object?>("a.b", null));

        Family("longhaul_test_two_total").ShouldContain("""longhaul_test_two_total{a_b="",z="a\"b\\c\nd"} 1""" + "\n");
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_a_sum_and_a_count()
    {
        var histogram = _meter.CreateHistogram(
            "longhaul.test.three", "s", "", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
        histogram.Record(0.25);
        histogram.Record(0.5);
        histogram.Record(1);
        histogram.Record(30);

        Family("longhaul_test_three_seconds").ShouldContain(
            "# TYPE longhaul_test_three_seconds histogram\n"
            + "longhaul_test_three_seconds_bucket{le=\"0.5\"} 2\n"
            + "longhaul_test_three_seconds_bucket{le=\"2\"} 3\n"
            + "longhaul_test_three_seconds_bucket{le=\"+Inf\"} 4\n"
            + "longhaul_test_three_seconds_sum 31.75\n"
            + "longhaul_test_three_seconds_count 4\n");
    }

    [Fact]
    public void A_gauge_is_asked_at_each_scrape_and_what_it_tells_no_more_is_gone()
    {
        var queues = new List<Measurement<long>> { new(7, new KeyValuePair<string, object?>("queue", "a")) };
        _meter.CreateObservableGauge("longhaul.test.four", () => queues.ToArray(), "By");
        Family("longhaul_test_four_bytes").ShouldContain("longhaul_test_four_bytes{queue=\"a\"} 7\n");
        Family("longhaul_test_four_bytes").ShouldContain("longhaul_test_four_bytes{queue=\"a\"} 7\n");

        queues.Clear();

        Family("longhaul_test_four_bytes").ShouldBeEmpty();
    }

    [Fact]
    public void Endless_labels_do_not_exhaust_the_memory()
    {
        var counter = _meter.CreateCounter<long>("longhaul.test.five");
        for (var i = 0; i < 5_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("queue", i));
        }

        Family("longhaul_test_five_total").Count(c => c == '\n').ShouldBe(2_002);
    }

    [Fact]
    public void Other_meters_are_not_heard()
    {
        using var other = new Meter("SomethingElse");
        other.CreateCounter<long>("longhaul.test.six").Add(1);

        Family("longhaul_test_six_total").ShouldBeEmpty();
    }

    /// <summary>The lines of one metric.</summary>
    private string Family(string name) => string.Concat(
        _metrics.Write().Split('\n').Where(line => line.Contains(name)).Select(line => line + "\n"));
}
