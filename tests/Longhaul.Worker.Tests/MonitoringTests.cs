using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

/// <summary>docs/monitoring.md against the worker's instruments, those included that have nothing to tell most of the time.</summary>
[Collection(nameof(Execution.WholeWorker))]
public sealed class MonitoringTests
{
    [Fact]
    public async Task Every_instrument_of_a_worker_is_documented_and_none_that_is_not_there()
    {
        // It hears all meters of the process: nobody else's worker runs beside.
        var found = new ConcurrentBag<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == WorkerMetrics.MeterName)
            {
                found.Add(instrument);
            }
        };
        listener.Start();
        await using var worker = new TestWorker();
        _ = worker.Host;

        // What stores tell of themselves is compared where there are real ones.
        var names = found.Select(instrument => instrument.Name).ToHashSet();
        names.RemoveWhere(name => name is "longhaul.store.rows" || name.StartsWith("longhaul.store.test_", StringComparison.Ordinal));
        names.ShouldBe(Documented(), ignoreOrder: true);
    }

    /// <summary>The names in the table about the worker, as the meter has them.</summary>
    private static List<string> Documented()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "monitoring.md"));
        return [.. page.Split("## The store")[0].Split('\n').Where(line => line.StartsWith("| `longhaul_", StringComparison.Ordinal)).Select(line => InstrumentOf(line.Split('`')[1]))];
    }

    private static string InstrumentOf(string metric) => metric
        .Replace("_total", "", StringComparison.Ordinal).Replace("_seconds", "", StringComparison.Ordinal).Replace("_bytes", "", StringComparison.Ordinal)
        .Replace('_', '.').Replace("start.latency", "start_latency", StringComparison.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "longhaul.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("run the tests from within a checkout");
        }

        return folder.FullName;
    }
}
