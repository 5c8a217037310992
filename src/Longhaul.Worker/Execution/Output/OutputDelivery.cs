using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>Brings what several attempts said into the store in as few calls as its limits allow.</summary>
internal static class OutputDelivery
{
    private const long MaxCallBytes = 4 * 1024 * 1024;

    public static async Task SendAsync(IJobStore store, IReadOnlyList<AttemptLog> logs, CancellationToken cancel)
    {
        var lines = new List<(AttemptLog Log, LogAppend Item)>();
        var reports = new List<(AttemptLog Log, AttemptReport Report)>();
        long bytes = 0;
        foreach (var log in logs)
        {
            var pending = log.Pending();
            reports.AddRange(pending.Report is { } report ? [(log, report)] : []);
            foreach (var item in pending.Lines)
            {
                lines.Add((log, item));
                bytes += item.Text.Length;
                if (lines.Count == IJobStore.MaxBatch || bytes > MaxCallBytes)
                {
                    await AppendAsync(store, lines, cancel);
                    bytes = 0;
                }
            }
        }

        await AppendAsync(store, lines, cancel);
        await ReportAsync(store, reports, cancel);
    }

    private static async Task AppendAsync(IJobStore store, List<(AttemptLog Log, LogAppend Item)> lines, CancellationToken cancel)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var held = await store.Logs.AppendAsync([.. lines.Select(line => line.Item)], cancel);
        foreach (var group in lines.Index().GroupBy(line => line.Item.Log, line => (line.Item.Item, Held: held[line.Index])))
        {
            group.Key.Kept([.. group.Select(line => line.Item)]);
            if (group.Any(line => !line.Held))
            {
                group.Key.Lose();
            }
        }

        lines.Clear();
    }

    private static async Task ReportAsync(IJobStore store, List<(AttemptLog Log, AttemptReport Report)> reports, CancellationToken cancel)
    {
        foreach (var batch in reports.Chunk(IJobStore.MaxBatch))
        {
            var held = await store.Claims.ReportAsync([.. batch.Select(entry => entry.Report)], cancel);
            foreach (var (index, (log, report)) in batch.Index())
            {
                log.Kept(report);
                if (!held[index])
                {
                    log.Lose();
                }
            }
        }
    }
}
