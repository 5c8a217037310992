using Longhaul.Core.Jobs;

namespace Longhaul.Worker;

/// <summary>A job that was claimed before there was a place for it.</summary>
/// <param name="Job">The job, not started.</param>
/// <param name="ClaimedAt">When its claim was asked for, as a timestamp of the worker's clock.</param>
internal readonly record struct PrefetchedJob(JobRecord Job, long ClaimedAt);

/// <summary>Jobs that wait here for a place, by queue and in their order.</summary>
internal sealed class PrefetchedJobs(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<PrefetchedJob>> _byQueue = [];
    private readonly HashSet<string> _low = [];
    private readonly Gate _some = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The queues of which some wait.</summary>
    public IReadOnlyList<string> Queues
    {
        get
        {
            lock (_lock)
            {
                return [.. _byQueue.Where(queue => queue.Value.Count > 0).Select(queue => queue.Key)];
            }
        }
    }

    public int CountIn(string queue)
    {
        lock (_lock)
        {
            return _byQueue.TryGetValue(queue, out var waiting) ? waiting.Count : 0;
        }
    }

    public void AddAll(IEnumerable<PrefetchedJob> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
            {
                Of(job.Job.Queue).Enqueue(job);
                _low.Remove(job.Job.Queue);
                _count++;
            }

            Settle();
        }
    }

    /// <summary>
    /// Takes the first of a queue, and lets <paramref name="begin"/> note it among the running ones before anybody can look: whoever looks here
    /// first and there second sees every job.
    /// </summary>
    /// <returns>What <paramref name="begin"/> made of it; null where none waits.</returns>
    public T? TryBegin<T>(string queue, Func<PrefetchedJob, T?> begin) where T : class
    {
        if (Count == 0)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_byQueue.TryGetValue(queue, out var waiting) || !waiting.TryPeek(out var job) || begin(job) is not { } begun)
            {
                return null;
            }

            waiting.Dequeue();
            _count--;
            Settle();
            return begun;
        }
    }

    /// <summary>True for the first to see, since some were added last, that no more than so many of a queue wait.</summary>
    public bool HasBecomeLow(string queue, int mark)
    {
        lock (_lock)
        {
            return (!_byQueue.TryGetValue(queue, out var waiting) || waiting.Count <= mark) && _low.Add(queue);
        }
    }

    /// <summary>All attempts that wait.</summary>
    public IReadOnlyList<AttemptRef> All()
    {
        lock (_lock)
        {
            return [.. _byQueue.Values.SelectMany(waiting => waiting).Select(waiting => waiting.Job.Running).OfType<AttemptRef>()];
        }
    }

    /// <summary>Adds something up over the jobs that wait.</summary>
    public long Sum(Func<JobRecord, long> value)
    {
        if (Count == 0)
        {
            return 0;
        }

        lock (_lock)
        {
            return _byQueue.Values.Sum(waiting => waiting.Sum(job => value(job.Job)));
        }
    }

    /// <summary>Takes out those that have waited for so long.</summary>
    public IReadOnlyList<JobRecord> TakeOlderThan(TimeSpan age) => Take(waiting => clock.GetElapsedTime(waiting.ClaimedAt) >= age);

    public IReadOnlyList<JobRecord> TakeAll() => Take(_ => true);

    /// <summary>Takes out one attempt's job, where it waits here.</summary>
    public JobRecord? TryTake(AttemptRef attempt) => Take(waiting => waiting.Job.Running == attempt).SingleOrDefault();

    /// <summary>Returns when there are some.</summary>
    public Task WaitForSomeAsync(CancellationToken cancel) => _some.WaitAsync(cancel);

    private List<JobRecord> Take(Func<PrefetchedJob, bool> wanted)
    {
        var taken = new List<JobRecord>();
        lock (_lock)
        {
            foreach (var (queue, waiting) in _byQueue.Where(queue => queue.Value.Any(wanted)).ToList())
            {
                taken.AddRange(waiting.Where(wanted).Select(job => job.Job));
                _byQueue[queue] = new Queue<PrefetchedJob>(waiting.Where(job => !wanted(job)));
            }

            _count -= taken.Count;
            Settle();
        }

        return taken;
    }

    private Queue<PrefetchedJob> Of(string queue) =>
        _byQueue.TryGetValue(queue, out var waiting) ? waiting : _byQueue[queue] = new Queue<PrefetchedJob>();

    private void Settle()
    {
        if (_some.IsOpen != _count > 0)
        {
            _ = _count > 0 ? _some.Open() : _some.Close();
        }
    }
}
