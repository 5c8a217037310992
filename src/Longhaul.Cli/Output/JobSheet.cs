using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Output;

/// <summary>One job with all that is known of it, for people.</summary>
internal static class JobSheet
{
    private const int LabelWidth = 11;

    public static void Write(
        Terminal terminal, JobRecord job, IReadOnlyList<JobRecord> tree, IReadOnlyList<AttemptRecord> attempts, DateTimeOffset now)
    {
        WriteHead(terminal, job, now);
        WriteTimeline(terminal, job);
        WriteTree(terminal, job, tree, now);
        WriteAttempts(terminal, attempts);
        terminal.Out.Flush();
    }

    private static void WriteHead(Terminal terminal, JobRecord job, DateTimeOffset now)
    {
        var status = JobStatus.Of(job);
        var colour = terminal.HasColour ? Style.OfStatus(status) : null;
        terminal.Out.WriteLine($"job {job.Id}  {TerminalText.Neutralise(job.Kind)}  {Style.Paint(status, colour)}");
        Line(terminal, "note", JobTable.Note(job));
        Line(terminal, "queue", $"{job.Queue}, priority {job.Priority}");
        Line(terminal, "tenant", job.Tenant);
        Line(terminal, "run", job.ParentId is null ? "" : $"{job.RootId}, step {job.Step}");
        Line(terminal, "attempts", Counters(job));
        Line(terminal, "worker", job.Worker);
        Line(terminal, "took", Times.Span(Times.Taken(job, now)));
        Line(terminal, "input", EncryptedInput.IsSealed(job.Input) ? "(encrypted)" : job.Input);
        Line(terminal, "output", job.Output);
        Line(terminal, "artifacts", job.Artifacts);
        Line(terminal, "checkpoint", job.Checkpoint);
        Line(terminal, "error", job.Error is { } error ? $"{error.Code}: {error.Message}" : "");
    }

    private static string Counters(JobRecord job) =>
        job.Attempt == 0 ? "none yet" : $"{job.Attempt} ({job.Failures} failed, {job.Crashes} lost with their worker, {job.Releases} given back)";

    private static void WriteTimeline(Terminal terminal, JobRecord job)
    {
        var points = new (string What, DateTimeOffset? At)[]
        {
            ("created", job.CreatedAt), ("due", job.DueAt), ("claimed", job.ClaimedAt), ("started", job.StartedAt), ("finished", job.FinishedAt),
        };
        foreach (var (what, at) in points.Where(point => point.At is not null).OrderBy(point => point.At))
        {
            Line(terminal, what, Times.At(at));
        }
    }

    private static void WriteTree(Terminal terminal, JobRecord job, IReadOnlyList<JobRecord> tree, DateTimeOffset now)
    {
        if (tree.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var table = new TextTable("STEP", "ID", "STATUS", "ATT", "TOOK", "NOTE");
        foreach (var one in tree.Where(one => !one.IsContainer))
        {
            var status = JobStatus.Of(one);
            table.Add(
                (one.Id == job.Id ? "> " : "  ") + (one.Step ?? one.Kind), one.Id.ToString(), new Cell(status, Style.OfStatus(status)),
                one.Attempt.ToString(), Times.Span(Times.Taken(one, now)), JobTable.Note(one));
        }

        table.Write(terminal);
    }

    private static void WriteAttempts(Terminal terminal, IReadOnlyList<AttemptRecord> attempts)
    {
        if (attempts.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var table = new TextTable("ATTEMPT", "OUTCOME", "WORKER", "CLAIMED", "TOOK", "EXIT", "PEAK", "CPU", "ERROR");
        foreach (var one in attempts)
        {
            table.Add(
                one.Number.ToString(), one.Outcome, one.Worker, Times.At(one.ClaimedAt), Times.Span(one.EndedAt - (one.StartedAt ?? one.ClaimedAt)),
                ExitText(one.Resources), Times.Bytes(one.Resources?.PeakMemoryBytes), Milliseconds(one.Resources?.CpuMs), one.Error?.Message);
        }

        table.Write(terminal);
    }

    /// <summary>The exit code, or the signal's number.</summary>
    public static string ExitText(AttemptResources? resources) =>
        resources?.Signal is { } signal ? $"signal {signal}" : resources?.ExitCode?.ToString() ?? "";

    private static string Milliseconds(long? ms) => ms is { } value ? Times.Span(TimeSpan.FromMilliseconds(value)) : "";

    private static void Line(Terminal terminal, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            terminal.Out.WriteLine($"  {(label + ":").PadRight(LabelWidth)} {TerminalText.Neutralise(value.ReplaceLineEndings(" "))}");
        }
    }
}
