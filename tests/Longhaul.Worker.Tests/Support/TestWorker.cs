using System.Collections.Concurrent;
using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Processes;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker.Tests.Support;

/// <summary>A worker with fakes around it, over a store whose calls can be made to fail.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private static readonly JobKind[] DefaultKinds =
    [
        new() { Name = "work" },
        new() { Name = "checkpoint", OnShutdown = OnShutdown.Checkpoint },
        new() { Name = "requeue", OnShutdown = OnShutdown.Requeue },
        new() { Name = "quick", Timeout = TimeSpan.FromMilliseconds(50) },
    ];

    private WorkerHost? _host;

    public TestWorker(IJobStore? store = null)
    {
        Inner = store ?? new InMemoryJobStore(new StoreOptions { Lease = Lease });
        (Store, Faults) = FaultyStore.Over(Inner);
        Options = new WorkerOptions
        {
            Label = "w1",
            Places = 4,
            PollInterval = TimeSpan.FromMilliseconds(100),
            Lease = Lease,
            ShutdownTimeout = TimeSpan.FromSeconds(20),
        };
    }

    /// <summary>Ticks so fast that a lease is over within a second.</summary>
    public static LeasePolicy Lease { get; } = new(TimeSpan.FromMilliseconds(150));

    /// <summary>The store without faults.</summary>
    public IJobStore Inner { get; }

    /// <summary>The store as the worker sees it.</summary>
    public IJobStore Store { get; }

    public Faults Faults { get; }

    public WorkerOptions Options { get; set; }

    public IReadOnlyList<QueueDefinition> Queues { get; set; } = [new() { Name = "default" }];

    public IReadOnlyList<ScheduleDefinition> Schedules { get; set; } = [];

    public IReadOnlyList<TenantDefinition> Tenants { get; set; } = [];

    public IReadOnlyList<AlertDefinition> Alerts { get; set; } = [];

    public IReadOnlyList<PipelineDefinition> Pipelines { get; set; } = [];

    public IReadOnlyList<JobKind> Kinds { get; set; } = DefaultKinds;

    /// <summary>What the worker's own process is said to hold.</summary>
    public long OwnMemory { get; set; } = 1_000_000;

    /// <summary>What there is for the worker and its jobs.</summary>
    public MemorySource Memory { get; set; } = FakeMemory.Plenty;

    public JobTrees Trees { get; } = new();

    public FakeRunner Runner { get; } = new();

    public FakeProof Proof { get; set; } = new();

    public FakeStrays Strays { get; } = new();

    /// <summary>The attempts of which nothing more becomes, as the side that runs them is told.</summary>
    public ConcurrentQueue<AttemptRef> Settled { get; } = new();

    public TestLog Log { get; } = new();

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public TaskCompletionSource<string> ProcessEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<Core.Workers.IWorkerReports, CancellationToken, Task<string>>? StartHealth { get; set; }

    /// <summary>The host; made at first use.</summary>
    public WorkerHost Host => _host ??= new WorkerHost(Setup(), Parts());

    /// <summary>What <see cref="WorkerHost.RunAsync"/> returned, once started.</summary>
    public Task<WorkerExit> Run { get; private set; } = Task.FromResult(WorkerExit.Stopped);

    public async Task StartAsync()
    {
        Run = Host.RunAsync();
        await Log.WaitForAsync("STARTUP_STAGE", 6);
    }

    public void Begin() => Run = Host.RunAsync();

    public async Task<WorkerExit> StopAsync()
    {
        Host.Stop();
        return await Run.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The shared context alone, for testing a loop by itself.</summary>
    public WorkerContext Context() => new(Setup(), Parts());

    public async Task<long> EnqueueAsync(string kind = "work", NewJob? job = null) =>
        (await EnqueueManyAsync(1, kind, job))[0];

    public async Task<IReadOnlyList<long>> EnqueueManyAsync(int count, string kind = "work", NewJob? job = null)
    {
        var jobs = Enumerable.Repeat((job ?? new NewJob { Kind = kind }) with { Kind = kind }, count).ToList();
        return [.. (await Inner.Intake.EnqueueAsync(jobs)).Select(added => added.Id)];
    }

    /// <summary>The job, once it is as wanted; the store's signals tell when to look.</summary>
    public async Task<JobRecord> UntilAsync(long id, Func<JobRecord, bool> wanted)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            var seen = Inner.Signals.Version;
            var job = await Inner.Queries.GetAsync(id);
            if (job is not null && wanted(job))
            {
                return job;
            }

            try
            {
                await Inner.Signals.WaitForChangeAsync(seen, TimeSpan.FromMilliseconds(100), enough.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Job {id} did not become as wanted: {job}{Environment.NewLine}{string.Join(Environment.NewLine, Log.Entries)}", e);
            }
        }
    }

    public Task<JobRecord> UntilAsync(long id, JobState state) => UntilAsync(id, job => job.State == state);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            _host.StopNow();
            await ((Task)Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _host.DisposeAsync();
        }

        await Inner.DisposeAsync();
    }

    private WorkerSetup Setup() => new()
    {
        Options = Options,
        Project = new ProjectDefinition
        {
            Name = "test",
            Folder = Path.GetTempPath(),
            Queues = Queues.ToDictionary(queue => queue.Name),
            Kinds = Kinds.ToDictionary(kind => kind.Name),
            Pipelines = Pipelines.ToDictionary(pipeline => pipeline.Name),
            Schedules = Schedules,
            Tenants = Tenants,
            Alerts = Alerts,
        },
        Store = Store,
        DataFolder = Path.GetTempPath(),
        Logs = Log,
        Clock = Clock,
        StartHealth = StartHealth,
    };

    private WorkerParts Parts() => new()
    {
        Runner = Runner,
        Kinds = new FakeKinds([.. Kinds]),
        Strays = Strays,
        Proof = Proof,
        Protections = () => ["fake"],
        Trees = Trees,
        MemorySource = Memory,
        OwnMemory = () => OwnMemory,
        Settle = Settled.Enqueue,
        EndProcess = reason => ProcessEnd.TrySetResult(reason),
    };
}
