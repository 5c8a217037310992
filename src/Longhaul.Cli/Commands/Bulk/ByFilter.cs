using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands.Bulk;

/// <summary>
/// Does something to all jobs that match a filter, in parts, each one call: workers go on meanwhile, and where it is interrupted, the same command
/// goes on with what is left.
/// </summary>
internal sealed class ByFilter(StoreSession session, string done)
{
    /// <summary>So many are counted before anybody is asked; a sample of so many is shown.</summary>
    private const int MostCounted = 100_000, Shown = 10;

    private Terminal Terminal => session.Terminal;

    public async Task<int> RunAsync(BulkRequest request, bool dryRun, bool yes, CancellationToken cancel)
    {
        var newest = await session.Client.ListAsync(new JobFilter(), new JobPage(1), cancel);
        request = request with { Through = newest.Count == 0 ? 0 : newest[0].Id };
        if (dryRun)
        {
            return await ShowAsync(await CountAsync(request, cancel), cancel);
        }

        return !yes && await WhyNotAsync(request, cancel) is { } code ? code : await ActAsync(request, cancel);
    }

    private async Task<(int Count, IReadOnlyList<long> First)> CountAsync(BulkRequest request, CancellationToken cancel)
    {
        var count = 0;
        var first = new List<long>();
        for (long? after = 0; after is { } from && count < MostCounted;)
        {
            var reply = await session.Store.Control.ApplyAsync(request with { DryRun = true, After = from }, cancel);
            count += reply.Ids.Count;
            first.AddRange(reply.Ids.Take(Shown - first.Count));
            after = reply.Next;
        }

        return (count, first);
    }

    private async Task<int> ShowAsync((int Count, IReadOnlyList<long> First) matching, CancellationToken cancel)
    {
        Terminal.Out.WriteLine($"{Counted(matching.Count)} would be {done}");
        var sample = new List<JobRecord>();
        foreach (var id in matching.First)
        {
            sample.AddRange(await session.Client.GetAsync(id, cancel) is { } job ? [job] : []);
        }

        if (sample.Count > 0)
        {
            JobTable.Write(Terminal, sample, session.Shell.Clock.GetUtcNow(), CostColumn.None);
        }

        if (matching.Count > sample.Count)
        {
            Terminal.Out.WriteLine($"… and {matching.Count - sample.Count:N0} more");
        }

        return ExitCode.Done;
    }

    /// <summary>One job needs no question; many do, and somebody who can answer it. Null where it may be done, else the exit code.</summary>
    private async Task<int?> WhyNotAsync(BulkRequest request, CancellationToken cancel)
    {
        var (count, _) = await CountAsync(request, cancel);
        if (count <= 1)
        {
            return null;
        }

        if (!Terminal.CanAsk)
        {
            Terminal.Error.WriteLine($"longhaul: {Counted(count)} would be {done}; say --yes to do it, or look first with --dry-run");
            return ExitCode.Usage;
        }

        Terminal.Error.Write($"{Counted(count)} will be {done}. Go on? [y/N] ");
        await Terminal.Error.FlushAsync(cancel);
        var answer = await session.Shell.Input.ReadLineAsync(cancel);
        if (answer?.Trim().ToLowerInvariant() is "y" or "yes")
        {
            return null;
        }

        Terminal.Error.WriteLine("longhaul: nothing was changed");
        return ExitCode.Failed;
    }

    private async Task<int> ActAsync(BulkRequest request, CancellationToken cancel)
    {
        var sum = new BulkReply([], 0);
        try
        {
            while (sum.Next is { } from)
            {
                sum = Add(sum, await session.Store.Control.ApplyAsync(request with { After = from }, cancel));
                Progress($"{sum.Done + sum.Requested:N0} {done}");
            }
        }
        catch (Exception)
        {
            Progress("");
            Terminal.Error.WriteLine($"longhaul: {Told(sum)} before it was interrupted; the same command goes on with what is left");
            throw;
        }

        Progress("");
        Terminal.Out.WriteLine(Told(sum));
        return ExitCode.Done;
    }

    private void Progress(string text)
    {
        if (Terminal.ErrorIsInteractive)
        {
            Terminal.Error.Write($"\r{text}\e[0K");
        }
    }

    private string Told(BulkReply sum)
    {
        var parts = new List<string> { $"{Many(sum.Done)} {done}" };
        parts.AddRange(sum.Requested > 0 ? [$"{sum.Requested:N0} asked to stop"] : []);
        parts.AddRange(sum.Unchanged > 0 ? [$"{sum.Unchanged:N0} unchanged"] : []);
        parts.AddRange(sum.Refused > 0 ? [$"{sum.Refused:N0} left (the first: {TerminalText.Neutralise(sum.Complaint ?? "not possible")})"] : []);
        return string.Join(", ", parts);
    }

    private static BulkReply Add(BulkReply sum, BulkReply part) => part with
    {
        Ids = [],
        Done = sum.Done + part.Done,
        Requested = sum.Requested + part.Requested,
        Unchanged = sum.Unchanged + part.Unchanged,
        Refused = sum.Refused + part.Refused,
        Complaint = sum.Complaint ?? part.Complaint,
    };

    /// <summary>What was counted before anything was done, which ends at a bound.</summary>
    private static string Counted(int count) => count >= MostCounted ? $"{count:N0} or more jobs" : Many(count);

    private static string Many(int count) => count == 1 ? "1 job" : $"{count:N0} jobs";
}
