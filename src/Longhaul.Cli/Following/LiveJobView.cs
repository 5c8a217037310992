namespace Longhaul.Cli.Following;

/// <summary>A live tree with a bar per step, on a terminal; the output of a single job runs above its line.</summary>
internal sealed class LiveJobView : IJobView
{
    private const int SpareLines = 3;

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly LiveBlock _block;
    private readonly List<string> _above = [];
    private IReadOnlyList<string> _last = [];

    public LiveJobView(Terminal terminal) => (_terminal, _block) = (terminal, new LiveBlock(terminal));

    public void Show(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now)
    {
        var tree = new JobTree(_terminal.Width ?? 100, _terminal.HasColour);
        lock (_lock)
        {
            _last = tree.Draw(top, Fitting(steps), now);
            Paint();
        }
    }

    public void Output(JobRecord job, LogPiece piece)
    {
        lock (_lock)
        {
            _above.AddRange(job.ParentId is null ? OutputLines.ForPeople(piece) : []);
        }
    }

    public void Remark(string text)
    {
        lock (_lock)
        {
            _above.Add(text);
            Paint();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Paint();
            _block.Leave();
            _last = [];
        }
    }

    private void Paint()
    {
        _block.Paint(_last, [.. _above]);
        _above.Clear();
    }

    // A block higher than the screen cannot be painted over: what is over already is left out first.
    private List<JobRecord> Fitting(IReadOnlyList<JobRecord> steps)
    {
        var room = Math.Max(1, (_terminal.Height ?? 40) - SpareLines);
        var shown = steps.OrderBy(step => step.State is JobState.Completed or JobState.Skipped ? 2 : step.State is JobState.Running or JobState.Failed ? 0 : 1)
            .Take(room).Select(step => step.Id).ToHashSet();
        return [.. steps.Where(step => shown.Contains(step.Id))];
    }
}
