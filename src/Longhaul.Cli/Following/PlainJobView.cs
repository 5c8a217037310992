namespace Longhaul.Cli.Following;

/// <summary>Lines, for pipes and files: output of jobs on the standard output, what becomes of them on the error output.</summary>
internal sealed class PlainJobView(Terminal terminal) : IJobView
{
    private const int ProgressStep = 10;

    private readonly Dictionary<long, string> _told = [];

    public void Show(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now)
    {
        foreach (var job in steps.Count > 0 ? steps : [top])
        {
            var words = Words(job);
            if (_told.TryGetValue(job.Id, out var told) ? told != words : words != "pending")
            {
                Remark(Describe(job, now));
            }

            _told[job.Id] = words;
        }

        terminal.Out.Flush();
    }

    public void Output(JobRecord job, LogPiece piece)
    {
        // A piece of a single job goes where the job sent it, so that its output can be used further.
        var to = job.ParentId is null && piece.Stream != LogStream.Out ? terminal.Error : terminal.Out;
        foreach (var line in OutputLines.ForPeople(piece))
        {
            to.WriteLine(job.ParentId is null ? line : $"[{Name(job)}] {line}");
        }
    }

    /// <summary>After the output that came before it, although that goes elsewhere.</summary>
    public void Remark(string text)
    {
        terminal.Out.Flush();
        terminal.Error.WriteLine(text);
    }

    public void Dispose()
    {
    }

    /// <summary>A step's name, or a job's kind and id.</summary>
    public static string Name(JobRecord job) => TerminalText.Neutralise(job.Step ?? $"{job.Kind} {job.Id}");

    private static string Describe(JobRecord job, DateTimeOffset now)
    {
        var status = JobStatus.Of(job);
        var took = job.State.IsOver() ? Times.Span(Times.Taken(job, now)) : "";
        var parts = new[] { $"[{Name(job)}] {status}", took, TerminalText.Neutralise(JobTable.Note(job).ReplaceLineEndings(" ")) };
        return string.Join("  ", parts.Where(part => part.Length > 0));
    }

    // What is worth a line of its own when it changes.
    private static string Words(JobRecord job)
    {
        var status = JobStatus.Of(job);
        return status == "processing" ? $"{status} {job.Attempt} {job.Stage} {(int)((job.Progress ?? 0) / ProgressStep)} {job.CancelRequested}"
            : status == "retry" ? $"{status} {job.Attempt} {job.State}"
            : status;
    }
}
