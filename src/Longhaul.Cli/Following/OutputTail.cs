namespace Longhaul.Cli.Following;

/// <summary>Reads the output of jobs as it comes, each piece once, and only whole lines of it while more may come.</summary>
internal sealed class OutputTail(IJobClient client)
{
    private const int PiecesAtOnce = 200;

    private readonly Dictionary<long, LogPlace> _places = [];
    private readonly Dictionary<long, (JobRecord Job, WholeLines Lines)> _lines = [];
    private readonly HashSet<long> _over = [];

    /// <summary>Begins a job's output at its attempt with this number.</summary>
    public void BeginAt(long jobId, int attempt) => _places[jobId] = new LogPlace(attempt, 0);

    /// <summary>Remembers nothing of a job any more.</summary>
    public void Forget(long jobId)
    {
        _places.Remove(jobId);
        _lines.Remove(jobId);
        _over.Remove(jobId);
    }

    /// <summary>What came since the last call. The records must have been read before this is called, so that nothing of a job that is over is missed.</summary>
    public async Task ReadAsync(IReadOnlyList<JobRecord> jobs, Action<JobRecord, LogPiece> show, CancellationToken cancel)
    {
        foreach (var job in jobs.Where(job => !job.IsContainer && job.Attempt > 0))
        {
            if (!_over.Contains(job.Id))
            {
                await ReadJobAsync(job, show, cancel);
            }

            if (!job.State.IsOver())
            {
                _over.Remove(job.Id);
            }
            else
            {
                _over.Add(job.Id);
            }
        }
    }

    /// <summary>Shows the lines that were begun, where nobody will read on.</summary>
    public void ShowRest(Action<JobRecord, LogPiece> show)
    {
        foreach (var (job, lines) in _lines.Values)
        {
            Show(job, lines.TakeRest(), show);
        }

        _lines.Clear();
    }

    private async Task ReadJobAsync(JobRecord job, Action<JobRecord, LogPiece> show, CancellationToken cancel)
    {
        var lines = _lines.TryGetValue(job.Id, out var known) ? known.Lines : new WholeLines();
        _lines[job.Id] = (job, lines);
        while (true)
        {
            var pieces = await client.ReadLogAsync(job.Id, _places.GetValueOrDefault(job.Id), PiecesAtOnce, cancel);
            foreach (var piece in pieces)
            {
                Show(job, lines.Take(piece), show);
                _places[job.Id] = piece.Place;
            }

            if (pieces.Count < PiecesAtOnce)
            {
                break;
            }
        }

        if (job.State != JobState.Running)
        {
            Show(job, lines.TakeRest(), show);
            _lines.Remove(job.Id);
        }
    }

    private static void Show(JobRecord job, IReadOnlyList<LogPiece> pieces, Action<JobRecord, LogPiece> show)
    {
        foreach (var piece in pieces)
        {
            show(job, piece);
        }
    }
}
