using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Costs;
using Longhaul.Worker.Execution.Instances;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Scratch;
using Longhaul.Worker.Execution.Secrets;
using Longhaul.Worker.Execution.Steps;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>Everything that runs attempts, put together: child processes, output, artifacts, scratch folders.</summary>
internal sealed class ExecutionEngine : IAttemptRunner, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LiveInstance _self;
    private readonly ChildSupervisor _children;
    private readonly ScratchRemover _remover;
    private readonly AttemptRunner _runner;
    private readonly ArtifactQuota _quota;
    private readonly OutputLoop _output;
    private readonly Task _loop;
    private readonly Task _sweep;
    private int _disposed;

    public ExecutionEngine(
        ExecutionOptions options, IJobStore store, IKindCatalog kinds, IReadOnlyDictionary<string, IJobHandler> handlers,
        TimeProvider clock, ILoggerFactory logs)
    {
        var instances = new InstanceFolder(options.DataFolder);
        _self = instances.Enter(Guid.NewGuid().ToString("N"));
        _children = new ChildSupervisor(options.Children with { InstanceId = _self.Id });
        Logs = new LogFolder(options.DataFolder);
        Artifacts = options.Artifacts ?? new LocalArtifactStore(Path.Join(options.DataFolder, "artifacts"));
        Costs = new CostBook(store, logs.CreateLogger<CostBook>());
        _output = new OutputLoop(store, Logs, options.LogCaps, clock, logs.CreateLogger<OutputLoop>(), Costs);
        _remover = new ScratchRemover(logs.CreateLogger<ScratchRemover>());
        var runs = new RunReader(store, options.Keys, clock);
        var links = new StepLinks(runs, Artifacts);
        Links = new SharedLinks(options.DataFolder, _self.Id, links, clock, logs.CreateLogger<SharedLinks>());
        _quota = new ArtifactQuota(new PublishedSums(runs, clock), options.ArtifactBounds);
        var command = new CommandHandler(_self, runs, Artifacts, _quota, new RunFolder(links, Links), _children, _remover, options, clock);
        var secrets = new SecretSource(store, options.Keys, options.Environment, clock);
        _runner = new AttemptRunner(
            kinds, new HandlerTable(handlers, command), new StepDecision(runs, options), _output, Costs, secrets, runs, options,
            logs.CreateLogger<AttemptRunner>());
        var scratch = new ScratchSweep(options.DataFolder, instances, logs.CreateLogger<ScratchSweep>());
        Strays = new InstanceSweep(instances, _self, scratch, Instances.Strays.KillAsync, clock, logs.CreateLogger<InstanceSweep>());
        _loop = _output.RunAsync(_stop.Token);
        var stamp = new StoreStamp(options.DataFolder, options.ProjectFolder);
        Garbage = new GarbageSweep(options.DataFolder, stamp, store, Artifacts, Logs, SweepScratchAsync, clock, logs.CreateLogger<GarbageSweep>());
        _sweep = Task.Run(() => SweepAsync(logs.CreateLogger<InstanceSweep>()));
    }

    /// <summary>What attempts published.</summary>
    public IArtifactStore Artifacts { get; }

    /// <summary>The files with their whole output.</summary>
    public LogFolder Logs { get; }

    /// <summary>What they spent and the store may not have yet.</summary>
    public CostBook Costs { get; }

    /// <summary>What they said and the store may not have yet.</summary>
    public IAttemptOutput Output => _output;

    /// <summary>What this host permitted of the ways to keep hold of process trees.</summary>
    public IReadOnlyList<string> Protections => _children.Protections;

    /// <summary>Clears up after processes that are gone; does so by itself once at the start.</summary>
    public InstanceSweep Strays { get; }

    /// <summary>The folders that attempts share.</summary>
    public SharedLinks Links { get; }

    /// <summary>Removes what no job needs any more; does so by itself now and then.</summary>
    public GarbageSweep Garbage { get; }

    /// <inheritdoc/>
    public Task<Outcome> RunAsync(JobRecord job, AttemptStop stop) => _runner.RunAsync(job, stop);

    /// <summary>The outcome of an attempt is with the store, or was dropped.</summary>
    public void Settle(AttemptRef attempt) => _quota.Settle(attempt);

    /// <summary>Kills what still runs, and brings what was said into the store where it is there.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _children.DisposeAsync();
        await _remover.DisposeAsync();
        await Links.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_loop, _sweep);
        await _output.RunOnceAsync(CancellationToken.None);
        _output.Dispose();
        (Artifacts as IDisposable)?.Dispose();
        Costs.Dispose();
        _self.Dispose();
        _stop.Dispose();
    }

    private Task SweepScratchAsync(CancellationToken cancel)
    {
        Links.RemoveIdle();
        return Strays.RunAsync(cancel);
    }

    private async Task SweepAsync(ILogger logger)
    {
        try
        {
            await Strays.RunAsync(_stop.Token);
            await Garbage.RunAsync(_stop.Token);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            logger.SweepFailed(error);
        }
        catch (OperationCanceledException)
        {
            // The worker ends before it has cleared up.
        }
    }
}
