using Longhaul.Core.Reviews;

namespace Longhaul.Cli.Commands.Reviews;

/// <summary>Reviews for people and, as JSON, for programs.</summary>
internal static class ReviewSheet
{
    public static int WriteList(Terminal terminal, IReadOnlyList<JobRecord> jobs, DateTimeOffset now, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, jobs.Select(job => ReviewJson.Of(job, [])), JsonOutput.Types.ReviewJson);
            return ExitCode.Done;
        }

        var table = new TextTable("ID", "RUN", "STEP", "TENANT", "REVISION", "WAITS", "EXPIRES", "QUESTION");
        foreach (var job in jobs)
        {
            var review = Review.Read(job.Decision);
            table.Add(
                job.Id.ToString(), job.RootId.ToString(), job.Step ?? job.Kind, job.Tenant, review?.Revision.ToString() ?? "",
                review is null ? "" : Times.Span(now - review.OpenedAt), Times.At(review?.ExpiresAt), review?.Request.Title ?? "");
        }

        table.Write(terminal);
        return ExitCode.Done;
    }

    public static int Write(Terminal terminal, JobRecord job, IReadOnlyList<ReviewFile> files, DateTimeOffset now, bool json)
    {
        if (Review.Read(job.Decision) is not { } review)
        {
            throw new NotFoundException($"job {job.Id} is {job.State.Name()} and asks nobody; see: longhaul review list");
        }

        if (json)
        {
            JsonOutput.WriteOne(terminal.Out, ReviewJson.Of(job, files), JsonOutput.Types.ReviewJson);
            return ExitCode.Done;
        }

        WriteQuestion(terminal, job, review, now);
        foreach (var file in files)
        {
            var size = file.Size is { } bytes ? Times.Bytes(bytes) : "not published";
            Line(terminal, "file", $"{file.Path ?? file.Name} ({size}{(file.Path is null && file.Size is not null ? ", not on this machine" : "")})");
        }

        foreach (var vote in review.Votes)
        {
            Line(terminal, "said", $"{(vote.Approved ? "approved" : "rejected")} by {vote.By} at {Times.At(vote.At)}, revision {vote.Revision}{(vote.Note is { } note ? ": " + note : "")}");
        }

        if (job.State == JobState.AwaitingReview)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"decide: longhaul review approve {job.Id} --revision {review.Revision} [--note TEXT]");
            terminal.Out.WriteLine($"    or: longhaul review reject {job.Id} --revision {review.Revision} --note TEXT{Consequence(review)}");
            terminal.Out.WriteLine("    or: longhaul jobs edit STEP_ID --output NAME=VALUE   (change what a step before it put out; it asks again)");
        }

        terminal.Out.Flush();
        return ExitCode.Done;
    }

    private static void WriteQuestion(Terminal terminal, JobRecord job, Review review, DateTimeOffset now)
    {
        terminal.Out.WriteLine($"review {job.Id}  {TerminalText.Neutralise(review.Request.Title)}  {JobStatus.Of(job)}");
        Line(terminal, "run", $"{job.RootId}, step {job.Step ?? job.Kind}");
        Line(terminal, "tenant", job.Tenant);
        Line(terminal, "revision", review.Revision.ToString());
        Line(terminal, "asked", $"{Times.At(review.OpenedAt)}{(job.State == JobState.AwaitingReview ? $", {Times.Span(now - review.OpenedAt)} ago" : "")}");
        Line(terminal, "expires", review.ExpiresAt is { } at ? $"{Times.At(at)}, and then {(review.Request.OnExpiry == OnExpiry.Approve ? "counts as approved" : "fails")}" : null);
        Line(terminal, "approvers", review.Request.Approvers > 1 ? review.Request.Approvers.ToString() : null);
    }

    private static string Consequence(Review review) =>
        review.Request.OnReject is { } step ? $"   (again from step {TerminalText.Neutralise(step)})" : "   (ends the run)";

    private static void Line(Terminal terminal, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            terminal.Out.WriteLine($"  {(label + ":").PadRight(11)} {TerminalText.Neutralise(value.ReplaceLineEndings(" "))}");
        }
    }
}
