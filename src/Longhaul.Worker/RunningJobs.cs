using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>The table of attempts that run here.</summary>
internal sealed class RunningJobs(ErrorGuard guard)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AttemptRef, RunningJob> _jobs = [];
    private readonly Dictionary<string, int> _byQueue = [];
    private int _reserved;
    private bool _isLeft;

    /// <summary>Rings when an attempt has left its place.</summary>
    public Bell Freed { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>True while an attempt of a job that has lost a worker runs here.</summary>
    public bool HasCrashed => All().Any(job => job.Job.Crashes > 0);

    public IReadOnlyList<RunningJob> All()
    {
        lock (_lock)
        {
            return [.. _jobs.Values];
        }
    }

    public int CountIn(string queue)
    {
        lock (_lock)
        {
            return _byQueue.GetValueOrDefault(queue);
        }
    }

    public RunningJob? Find(AttemptRef attempt)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(attempt);
        }
    }

    /// <summary>Keeps so many places for a claim that is under way.</summary>
    public int Reserved
    {
        get => Volatile.Read(ref _reserved);
        set => Volatile.Write(ref _reserved, value);
    }

    /// <summary>One place is to be kept for the claim that comes next; false where one is already.</summary>
    public bool TryLeave() => !Interlocked.Exchange(ref _isLeft, true);

    /// <summary>The claim for which a place was kept is there: it keeps what it wants itself.</summary>
    public void TakeLeft() => Volatile.Write(ref _isLeft, false);

    /// <summary>Adds an attempt; false where it runs here already.</summary>
    public bool TryAdd(RunningJob job)
    {
        lock (_lock)
        {
            return Add(job);
        }
    }

    /// <summary>Adds an attempt where there is a place for it that no claim keeps.</summary>
    public bool TryAdd(RunningJob job, PlaceLimits places)
    {
        lock (_lock)
        {
            return _jobs.Count + Math.Max(_reserved, _isLeft ? 1 : 0) < places.Total && _byQueue.GetValueOrDefault(job.Job.Queue) < places.Of(job.Job.Queue) && Add(job);
        }
    }

    /// <summary>Gives an attempt's place to the next one of its queue.</summary>
    public bool TryReplace(RunningJob over, RunningJob next)
    {
        lock (_lock)
        {
            if (!_jobs.TryAdd(next.Attempt, next))
            {
                return false;
            }

            _jobs.Remove(over.Attempt);
            return true;
        }
    }

    public void Remove(RunningJob job)
    {
        lock (_lock)
        {
            _jobs.Remove(job.Attempt);
            _byQueue[job.Job.Queue]--;
        }

        Freed.Ring();
    }

    /// <summary>Asks an attempt to stop. What listens to a stop may throw; the asking loop must not suffer for it.</summary>
    public void Stop(RunningJob job, StopReason reason, bool kill = false)
    {
        try
        {
            job.Stop.Request(reason);
            if (kill)
            {
                job.Stop.Kill();
            }
        }
        catch (AggregateException e)
        {
            guard.Report("stop", e);
        }
    }

    /// <summary>Returns when nothing runs here any more.</summary>
    public async Task WhenEmptyAsync(CancellationToken cancel)
    {
        for (var seen = Freed.Count; Count > 0; seen = Freed.Count)
        {
            await Freed.WaitAsync(seen, cancel);
        }
    }

    private bool Add(RunningJob job)
    {
        if (!_jobs.TryAdd(job.Attempt, job))
        {
            return false;
        }

        _byQueue[job.Job.Queue] = _byQueue.GetValueOrDefault(job.Job.Queue) + 1;
        return true;
    }
}
