namespace Longhaul.Cli.Following;

/// <summary>Only the output of jobs, as lines or as JSON.</summary>
internal sealed class LogView(Terminal terminal, int? attempt, bool json) : IJobView
{
    private (long Job, int Attempt) _at;

    public void Show(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now) => terminal.Out.Flush();

    public void Output(JobRecord job, LogPiece piece)
    {
        if (attempt is { } wanted && piece.Place.AttemptNumber != wanted)
        {
            return;
        }

        if (json)
        {
            JsonOutput.WriteOne(terminal.Out, LogJson.Of(job.Id, piece), JsonOutput.Types.LogJson);
            return;
        }

        TellAttempt(job, piece.Place.AttemptNumber);
        var prefix = job.ParentId is null ? "" : $"[{PlainJobView.Name(job)}] ";
        var colour = terminal.HasColour ? piece.Stream switch { LogStream.Error => Style.Yellow, LogStream.System => Style.Dim, _ => null } : null;
        foreach (var line in OutputLines.Of(piece))
        {
            terminal.Out.WriteLine(Style.Paint(prefix + line, colour));
        }
    }

    public void Remark(string text) => terminal.Error.WriteLine(text);

    public void Dispose() => terminal.Out.Flush();

    private void TellAttempt(JobRecord job, int number)
    {
        if (attempt is null && number > 1 && _at != (job.Id, number))
        {
            terminal.Out.WriteLine(Style.Paint($"--- {PlainJobView.Name(job)}, attempt {number} ---", terminal.HasColour ? Style.Dim : null));
        }

        _at = (job.Id, number);
    }
}
