using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Memory;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Memory;

/// <summary>A worker's context with a limit of 1,000 MB, 800 MB the soft one, of which it holds 100 itself; what jobs hold is said by the test.</summary>
internal sealed class MemoryRig : IAsyncDisposable
{
    public const long MB = 1_000_000;

    private readonly TestWorker _worker = new();
    private long _jobs;

    public MemoryRig(params JobKind[] kinds)
        : this(null, kinds)
    {
    }

    public MemoryRig(MemorySource? memory, params JobKind[] kinds)
    {
        _worker.Memory = memory ?? _worker.Memory;
        _worker.Clock = Clock;
        _worker.OwnMemory = 100 * MB;
        _worker.Kinds = kinds;
        // A limit that is set would be counted by processes, and not by the container.
        _worker.Options = _worker.Options with { MemoryLimitBytes = memory?.IsGroup == true ? null : 1_000 * MB, MemorySoftLimitBytes = 800 * MB, Places = 8 };
        Context = _worker.Context();
    }

    public ManualClock Clock { get; } = new();

    public WorkerContext Context { get; }

    public TestLog Log => _worker.Log;

    /// <summary>Why trees were killed, in their order.</summary>
    public List<(long Job, string Why)> Killed { get; } = [];

    public long Own
    {
        set => _worker.OwnMemory = value;
    }

    public static JobKind Kind(string name, long? memory = null) => new() { Name = name, MemoryBytes = memory * MB };

    /// <summary>A job runs here, with processes that hold as much as <paramref name="holds"/> says.</summary>
    public RunningJob Run(JobKind kind, Func<long> holds)
    {
        var job = new JobRecord
        {
            Id = ++_jobs, RootId = _jobs, Kind = kind.Name, Queue = "default", Priority = 5, Tenant = "", Input = "{}", CreatedAt = default,
            State = JobState.Running, Token = new AttemptToken(Guid.NewGuid(), 1),
        };
        var running = new RunningJob(job, kind, new AttemptStop(), Clock.GetTimestamp()) { BegunAt = Clock.GetTimestamp() };
        Context.Running.TryAdd(running);
        TreeUsage Usage() => new(holds(), TimeSpan.Zero, 1, TimeSpan.Zero);
        Context.Parts.Trees.Add(new JobTree(running.Attempt, kind.Name, kind.MemoryBytes, Usage, Usage, why => Killed.Add((job.Id, why))));
        return running;
    }

    public Task EnqueueAsync(string kind) => _worker.EnqueueAsync(kind);

    /// <summary>Cancels the one job that waits in the store.</summary>
    public Task CancelAllAsync() => _worker.Inner.Control.CancelAsync(1, "test", null);

    public void End(RunningJob running)
    {
        Context.Parts.Trees.Remove(running.Attempt);
        Context.Running.Remove(running);
    }

    public async ValueTask DisposeAsync()
    {
        Context.Dispose();
        await _worker.DisposeAsync();
    }
}
