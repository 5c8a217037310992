using Longhaul.Core.Edits;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Output;

/// <summary>One job with all that is known of it, for people.</summary>
internal sealed class JobSheet(Terminal terminal, RunCosts steps, CostColumn tries)
{
    private const int LabelWidth = 11;

    public void Write(JobRecord job, IReadOnlyList<JobRecord> tree, IReadOnlyList<AttemptRecord> attempts, DateTimeOffset now)
    {
        WriteHead(job, now);
        WriteTimeline(job);
        WriteEdits(job);
        WriteTree(job, tree, now);
        WriteAttempts(attempts);
        terminal.Out.Flush();
    }

    private void WriteHead(JobRecord job, DateTimeOffset now)
    {
        var status = JobStatus.Of(job);
        var colour = terminal.HasColour ? Style.OfStatus(status) : null;
        terminal.Out.WriteLine($"job {job.Id}  {TerminalText.Neutralise(job.Kind)}  {Style.Paint(status, colour)}");
        Line("note", JobTable.Note(job));
        Line("queue", $"{job.Queue}, priority {job.Priority}");
        Line("tenant", job.Tenant);
        Line("run", job.ParentId is null ? "" : $"{job.RootId}, step {job.Step}");
        Line("attempts", Counters(job));
        Line("worker", job.Worker);
        Line("took", Times.Span(Times.Taken(job, now)));
        Line("cost", CostColumn.Text(steps.Of(job)));
        Line("input", EncryptedInput.IsSealed(job.Input) ? "(encrypted)" : job.Input);
        Line("output", job.Output);
        Line("artifacts", job.Artifacts);
        Line("checkpoint", job.Checkpoint);
        Line("error", job.Error is { } error ? $"{error.Code}: {error.Message}" : "");
    }

    private static string Counters(JobRecord job) =>
        job.Attempt == 0 ? "none yet" : $"{job.Attempt} ({job.Failures} failed, {job.Crashes} lost with their worker, {job.Releases} given back)";

    private void WriteTimeline(JobRecord job)
    {
        var points = new (string What, DateTimeOffset? At)[]
        {
            ("created", job.CreatedAt), ("due", job.DueAt), ("claimed", job.ClaimedAt), ("started", job.StartedAt), ("finished", job.FinishedAt),
        };
        foreach (var (what, at) in points.Where(point => point.At is not null).OrderBy(point => point.At))
        {
            Line(what, Times.At(at));
        }
    }

    private void WriteEdits(JobRecord job)
    {
        foreach (var line in JobEdits.Read(job.Edits).SelectMany(EditText.Lines))
        {
            terminal.Out.WriteLine("  " + line);
        }
    }

    private void WriteTree(JobRecord job, IReadOnlyList<JobRecord> tree, DateTimeOffset now)
    {
        if (tree.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var table = new TextTable(["STEP", "ID", "STATUS", "ATT", "TOOK", .. Heading(steps.IsThere), "NOTE"]);
        foreach (var (one, depth) in TreeOrder.Of(tree).Where(entry => entry.Depth > 0))
        {
            var status = JobStatus.Of(one);
            table.Add(
            [
                (one.Id == job.Id ? "> " : "  ") + new string(' ', 2 * (depth - 1)) + (one.Step ?? one.Kind), one.Id.ToString(),
                new Cell(status, Style.OfStatus(status)), one.Attempt.ToString(), Times.Span(Times.Taken(one, now)), .. Cells(steps.IsThere, steps.Of(one)),
                JobTable.Note(one),
            ]);
        }

        table.Write(terminal);
        if (steps.OfGone() is { Count: > 0 } gone)
        {
            terminal.Out.WriteLine($"  {CostColumn.Text(gone)} of the cost of run {job.RootId} were spent by items that are no more: their list has begun anew");
        }
    }

    private void WriteAttempts(IReadOnlyList<AttemptRecord> attempts)
    {
        if (attempts.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var table = new TextTable(["ATTEMPT", "OUTCOME", "WORKER", "CLAIMED", "TOOK", "EXIT", "PEAK", "CPU", .. Heading(tries.IsThere), "ERROR"]);
        foreach (var one in attempts)
        {
            table.Add(
            [
                one.Number.ToString(), one.Outcome, one.Worker, Times.At(one.ClaimedAt), Times.Span(one.EndedAt - (one.StartedAt ?? one.ClaimedAt)),
                ExitText(one.Resources), Times.Bytes(one.Resources?.PeakMemoryBytes), Milliseconds(one.Resources?.CpuMs), .. Cells(tries.IsThere, tries.Of(one.Number)),
                one.Error?.Message,
            ]);
        }

        table.Write(terminal);
    }

    private static string[] Heading(bool withCosts) => withCosts ? ["COST"] : [];

    private static Cell[] Cells(bool withCosts, IEnumerable<CostSum> costs) => withCosts ? [CostColumn.Text(costs)] : [];

    /// <summary>The exit code, or the signal's number.</summary>
    public static string ExitText(AttemptResources? resources) =>
        resources?.Signal is { } signal ? $"signal {signal}" : resources?.ExitCode?.ToString() ?? "";

    private static string Milliseconds(long? ms) => ms is { } value ? Times.Span(TimeSpan.FromMilliseconds(value)) : "";

    private void Line(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            terminal.Out.WriteLine($"  {(label + ":").PadRight(LabelWidth)} {TerminalText.Neutralise(value.ReplaceLineEndings(" "))}");
        }
    }
}
