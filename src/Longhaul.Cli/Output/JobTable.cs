using Longhaul.Core.Reviews;

namespace Longhaul.Cli.Output;

/// <summary>Jobs as a table.</summary>
internal static class JobTable
{
    public static void Write(Terminal terminal, IReadOnlyList<JobRecord> jobs, DateTimeOffset now, CostColumn costs)
    {
        var tenants = jobs.Any(job => job.Tenant.Length > 0);
        string[] tenant = tenants ? ["TENANT"] : [];
        string[] cost = costs.IsThere ? ["COST"] : [];
        var table = new TextTable(["ID", "KIND", "STATUS", "QUEUE", .. tenant, "ATT", "CREATED", "TOOK", .. cost, "NOTE"]);
        foreach (var job in jobs)
        {
            table.Add([.. Cells(job, tenants, now, costs)]);
        }

        table.Write(terminal);
    }

    /// <summary>What is to be said of a job in a few words: why it failed, or what it is doing.</summary>
    public static string Note(JobRecord job) => job switch
    {
        { State: JobState.Running, CancelRequested: true } => "is asked to stop",
        { State: JobState.Running } => Doing(job),
        { State: JobState.Scheduled, Error: { } error } => $"again at {Times.At(job.DueAt)}: {error.Message}",
        { State: JobState.Scheduled } => $"due {Times.At(job.DueAt)}",
        { State: JobState.Blocked, IsContainer: true } => $"{job.OpenChildren} steps to go",
        { State: JobState.Blocked, WaitingFor: > 0 } => $"waits for {job.WaitingFor} {(job.WaitingFor == 1 ? "job" : "jobs")}",
        { State: JobState.Blocked } => "waits for a slot",
        { State: JobState.AwaitingReview } => Review.Read(job.Decision)?.Request.Title ?? "",
        { State: JobState.Completed or JobState.Skipped } => "",
        _ => job.Error?.Message ?? "",
    };

    private static IEnumerable<Cell> Cells(JobRecord job, bool tenants, DateTimeOffset now, CostColumn costs)
    {
        var status = JobStatus.Of(job);
        yield return job.Id.ToString();
        yield return job.Kind;
        yield return new Cell(status, Style.OfStatus(status));
        yield return job.Queue;
        if (tenants)
        {
            yield return job.Tenant;
        }

        yield return job.Attempt.ToString();
        yield return Times.At(job.CreatedAt);
        yield return Times.Span(Times.Taken(job, now));
        if (costs.IsThere)
        {
            yield return costs.Text(job.Id);
        }

        yield return Note(job);
    }

    private static string Doing(JobRecord job)
    {
        var percent = job.Progress is { } progress ? $"{progress:0.#} %" : "";
        var eta = job.EtaSeconds is { } seconds ? $"{Times.Span(TimeSpan.FromSeconds(seconds))} to go" : "";
        return string.Join(", ", new[] { job.Stage ?? "", percent, eta }.Where(part => part.Length > 0));
    }
}
