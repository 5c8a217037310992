namespace Longhaul.Cli.Following;

/// <summary>Draws a job or a run as lines of a tree.</summary>
internal sealed class JobTree(int width, bool colour)
{
    private const int BarWidth = 20;
    private const int LongestName = 30;

    public IReadOnlyList<string> Draw(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now)
    {
        var names = steps.Select(step => PlainJobView.Name(step).Length).DefaultIfEmpty().Max();
        var lines = new List<string> { Head(top, steps, now) };
        for (var i = 0; i < steps.Count; i++)
        {
            lines.Add(Line(i == steps.Count - 1 ? "└─ " : "├─ ", steps[i], Math.Min(names, LongestName), now));
        }

        return lines;
    }

    /// <summary>A bar of <paramref name="width"/> characters, filled to a percentage.</summary>
    public static string Bar(double percent, int width)
    {
        var filled = (int)Math.Round(Math.Clamp(percent, 0, 100) / 100 * width);
        return new string('━', filled) + new string('╌', width - filled);
    }

    private string Head(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now)
    {
        var over = steps.Count(step => step.State.IsOver());
        var percent = steps.Count > 0 ? 100.0 * over / steps.Count : top.Progress;
        var count = steps.Count > 0 ? $"{over}/{steps.Count} steps" : JobTable.Note(top);
        return Compose($"{TerminalText.Neutralise(top.Kind)} {top.Id}  ", top, percent, count, now);
    }

    private string Line(string branch, JobRecord step, int names, DateTimeOffset now)
    {
        var name = PlainJobView.Name(step);
        var shown = name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name.PadRight(names);
        return Compose($"{branch}{shown}  ", step, step.Progress, JobTable.Note(step), now);
    }

    private string Compose(string start, JobRecord job, double? percent, string note, DateTimeOffset now)
    {
        var status = JobStatus.Of(job);
        var bar = job.State.IsOver() ? Bar(job.State.Satisfies() ? 100 : percent ?? 0, BarWidth)
            : percent is { } value ? Bar(value, BarWidth)
            : new string(' ', BarWidth);
        var took = Times.Span(Times.Taken(job, now)).PadLeft(8);
        var plain = $"{start}{Mark(status)} {status,-15} {bar} {took}  ";
        var room = Math.Max(0, width - plain.Length - 1);
        var rest = TerminalText.Neutralise(note.ReplaceLineEndings(" "));
        rest = rest.Length <= room ? rest : room == 0 ? "" : rest[..(room - 1)] + "…";
        var tint = colour ? Style.OfStatus(status) : null;
        var line = plain.Length < width
            ? $"{start}{Style.Paint($"{Mark(status)} {status,-15}", tint)} {Style.Paint(bar, tint)} {took}  {rest}"
            : plain[..(width - 1)];
        return line.TrimEnd();
    }

    private static char Mark(string status) => status switch
    {
        "completed" or "approved" => '✓',
        "failed" or "rejected" => '✗',
        "processing" or "claimed" => '▸',
        "retry" => '↻',
        "cancelled" or "skipped" => '–',
        "awaiting_review" => '?',
        _ => '·',
    };
}
