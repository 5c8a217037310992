using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Processes;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>A worker's execution side over a store in memory: real processes, real files, claims by hand.</summary>
internal sealed class ExecutionRig : IAsyncDisposable
{
    private readonly Dictionary<string, JobKind> _kinds = [];
    private readonly Dictionary<string, string> _environment = new()
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["HOME"] = "/", ["FORGOTTEN"] = "not for children", ["A_SECRET"] = "s3cr3t-value",
    };

    private readonly Guid _instance = Guid.NewGuid();
    private ExecutionEngine? _engine;
    private long _claims;

    public InMemoryJobStore Store { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("longhaul-").FullName;

    public string Data => Path.Join(Folder, "data");

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public LogCaps LogCaps { get; init; } = LogCaps.Default;

    public IReadOnlyList<TenantDefinition> Tenants { get; init; } = [];

    public KeyRing? Keys { get; init; }

    /// <summary>How often the kernel is said to have killed for want of memory.</summary>
    public long OomKills { get; set; }

    /// <summary>How much memory there is said to be.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    public JobTrees Trees { get; } = new();

    public IArtifactStore? Artifacts { get; init; }

    /// <summary>What the execution side has of the store.</summary>
    public Func<IJobStore, IJobStore> Around { get; init; } = store => store;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ArtifactBounds ArtifactBounds { get; init; } = ArtifactBounds.None;

    public Dictionary<string, IJobHandler> Handlers { get; } = [];

    public ExecutionEngine Engine => _engine ??= Start();

    public string File(string name) => Path.Join(Folder, name);

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    /// <summary>Adds a kind that runs a script with bash.</summary>
    public JobKind Bash(string script, Func<JobKind, JobKind>? change = null) => Command(["bash", "-c", script, "script"], change);

    /// <summary>Adds a kind that runs a command.</summary>
    public JobKind Command(IReadOnlyList<string> arguments, Func<JobKind, JobKind>? change = null) =>
        Kind(new JobKind { Name = "k", Command = new CommandSpec { Arguments = arguments } }, change);

    public JobKind Kind(JobKind kind, Func<JobKind, JobKind>? change = null)
    {
        var changed = change?.Invoke(kind) ?? kind;
        _kinds[changed.Name] = changed;
        return changed;
    }

    public async Task<long> EnqueueAsync(string input = "{}", string kind = "k", string tenant = "") =>
        (await Store.Intake.EnqueueAsync([new NewJob { Kind = kind, Input = input, Tenant = tenant }])).Single().Id;

    /// <summary>Claims the next job.</summary>
    public async Task<JobRecord> ClaimAsync()
    {
        await Store.Workers.RegisterAsync(new WorkerRegistration
        {
            Instance = _instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1),
        });
        var token = new AttemptToken(_instance, ++_claims);
        var reply = await Store.Claims.ClaimAsync(new ClaimRequest { Token = token, Lanes = [new ClaimLane("default", 1)], Limit = 1 });
        return reply.Jobs.Single();
    }

    /// <summary>Runs a claimed job to its outcome and delivers it.</summary>
    public async Task<Outcome> RunAsync(JobRecord job, AttemptStop? stop = null)
    {
        var outcome = await Engine.RunAsync(job, stop ?? new AttemptStop());
        await Engine.Output.FlushAsync([job.Running!.Value]);
        await Store.Outcomes.FinishAsync([new Finish(job.Running.Value, outcome)]);
        Engine.Settle(job.Running.Value);
        return outcome;
    }

    /// <summary>Enqueues one job, claims it and runs it.</summary>
    public async Task<Outcome> RunAsync(string input = "{}", AttemptStop? stop = null)
    {
        await EnqueueAsync(input);
        return await RunAsync(await ClaimAsync(), stop);
    }

    /// <summary>Looks at a job until it is as expected.</summary>
    public async Task<JobRecord> UntilAsync(Func<JobRecord, bool> expected, long job = 1)
    {
        while (true)
        {
            if (await Store.Queries.GetAsync(job) is { } record && expected(record))
            {
                return record;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A job's log as the store has it.</summary>
    public async Task<string> LogAsync(long job = 1, LogStream? stream = null)
    {
        var pieces = await Store.Logs.ReadAsync(job, default, IJobStore.MaxBatch);
        return string.Concat(pieces.Where(piece => stream is null || piece.Stream == stream).Select(piece => piece.Text));
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private ExecutionEngine Start()
    {
        var options = new ExecutionOptions
        {
            DataFolder = Data, ProjectFolder = Folder, Keys = Keys, LogCaps = LogCaps, Artifacts = Artifacts, ArtifactBounds = ArtifactBounds, Random = () => 0.5,
            Trees = Trees, MemoryBytes = MemoryBytes, OomKills = new OomCounter(() => OomKills, TimeProvider.System),
            TenantSettings = Tenants.ToDictionary(tenant => tenant.Name, tenant => tenant.Settings!),
            Environment = name => _environment.GetValueOrDefault(name),

            // Tests run side by side in one process: an adopting supervisor would take the others' children for orphans of its own.
            Children = new SupervisorOptions { InstanceId = "", Guard = false, Subreaper = false },
        };
        return new ExecutionEngine(
            options, Around(Store), new KindCatalog(_kinds, Handlers.Keys), Handlers, Clock, Logs);
    }
}
