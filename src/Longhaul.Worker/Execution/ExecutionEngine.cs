using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>Everything that runs attempts, put together: child processes, output, artifacts, scratch folders.</summary>
internal sealed class ExecutionEngine : IAttemptRunner, IAsyncDisposable
{
    private readonly AttemptRunner _runner;
    private readonly OutputLoop _output;
    private readonly CancellationTokenSource _stop = new();
    private readonly ChildSupervisor _children;
    private readonly Task _loop;

    public ExecutionEngine(
        ExecutionOptions options, IJobStore store, IKindCatalog kinds, IReadOnlyDictionary<string, IJobHandler> handlers,
        ChildSupervisor children, TimeProvider clock, ILoggerFactory logs)
    {
        _children = children;
        Logs = new LogFolder(options.DataFolder);
        Artifacts = new LocalArtifactStore(Path.Join(options.DataFolder, "artifacts"));
        _output = new OutputLoop(store, Logs, options.LogCaps, clock, logs.CreateLogger<OutputLoop>());
        var command = new CommandHandler(
            new RunReader(store, clock), Artifacts, children, options, clock, logs.CreateLogger<CommandHandler>());
        _runner = new AttemptRunner(kinds, new HandlerTable(handlers, command), _output, options, logs.CreateLogger<AttemptRunner>());
        _loop = _output.RunAsync(_stop.Token);
    }

    /// <summary>What attempts published.</summary>
    public IArtifactStore Artifacts { get; }

    /// <summary>The files with their whole output.</summary>
    public LogFolder Logs { get; }

    /// <summary>What they said and the store may not have yet.</summary>
    public IAttemptOutput Output => _output;

    /// <inheritdoc/>
    public Task<Outcome> RunAsync(JobRecord job, AttemptStop stop) => _runner.RunAsync(job, stop);

    /// <summary>Kills what still runs, and brings what was said into the store where it is there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _children.DisposeAsync();
        await _stop.CancelAsync();
        await _loop;
        await _output.RunOnceAsync(CancellationToken.None);
        _output.Dispose();
        _stop.Dispose();
    }
}
