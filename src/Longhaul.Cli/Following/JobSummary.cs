namespace Longhaul.Cli.Following;

/// <summary>What became of a job, in a few lines.</summary>
internal sealed class JobSummary(IJobClient client)
{
    /// <summary>A line for the job, and one for each step that failed; with the exit code of the child, unless that says success and the job failed.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(JobRecord job, DateTimeOffset now)
    {
        var lines = new List<string>();
        if (job.IsContainer)
        {
            foreach (var step in (await client.ListTreeAsync(job.RootId)).Where(one => one.State == JobState.Failed && !one.IsContainer))
            {
                lines.Add($"step {PlainJobView.Name(step)} failed{await WhyAsync(step)} (longhaul jobs logs {step.Id})");
            }
        }

        var why = job.IsContainer ? "" : await WhyAsync(job);
        lines.Add($"{TerminalText.Neutralise(job.Kind)} {job.Id} {JobStatus.Of(job)} after {Times.Span(Times.Taken(job, now) ?? TimeSpan.Zero)}{why}");
        return lines;
    }

    private async Task<string> WhyAsync(JobRecord job)
    {
        var exit = await client.ListAttemptsAsync(job.Id) switch
        {
            [.., { Resources.Signal: { } signal }] => $"signal {signal}",
            [.., { Resources.ExitCode: 0 }] when !job.State.Satisfies() => "",
            [.., { Resources.ExitCode: { } code }] => $"exit code {code}",
            _ => "",
        };
        var error = job.State.Satisfies() ? "" : TerminalText.Neutralise((job.Error?.Message ?? "").ReplaceLineEndings(" "));
        var parts = new[] { exit, error.StartsWith(exit, StringComparison.OrdinalIgnoreCase) && exit.Length > 0 ? error[exit.Length..].TrimStart(':', ',', ' ') : error };
        var text = string.Join(": ", parts.Where(part => part.Length > 0));
        return text.Length == 0 ? "" : $": {text}";
    }
}
