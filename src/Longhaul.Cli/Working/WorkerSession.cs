using Longhaul.Cli.Commands;
using Longhaul.Cli.Doctor;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;
using Longhaul.Worker;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>A worker that stays: store, health endpoint, logs and signals around one or, with reloads, several workers.</summary>
internal sealed class WorkerSession : IAsyncDisposable
{
    private readonly CommandShell _shell;
    private readonly WorkerPlan _plan;
    private readonly ILoggerFactory _logs;
    private readonly HealthEndpoint _health;
    private RunningWorker? _current;
    private int _stopCode;

    public WorkerSession(CommandShell shell, WorkerPlan plan, ILoggerFactory logs)
    {
        (_shell, _plan, _logs) = (shell, plan, logs);
        Store = StoreOpening.Open(plan.Session.Store);
        _health = new HealthEndpoint(plan.Settings.HealthPort);
        Signals = new StopSignals(StopAtOnce);
    }

    public IJobStore Store { get; }

    public StopSignals Signals { get; }

    /// <summary>Runs one worker until a signal comes, until it ends by itself, or until <paramref name="reload"/> is signalled; then it drains.</summary>
    public async Task<WorkerExit> RunAsync(ProjectDefinition project, CancellationToken reload)
    {
        var setup = WorkerStart.Setup(_plan, project, Store, _logs, _health.StartAsync) with
        {
            Remarks = StartRemarks.Of(project, _shell.Environment.GetValueOrDefault("PATH"), MachineChecks.WrittenFolders(_plan.Session.Store.Place, _plan.DataFolder)),
        };
        await using var worker = new RunningWorker(setup, _shell.Clock);
        _current = worker;
        await using var onSignal = Signals.First.Register(() => worker.Stop(Signals.Cause));
        await using var onReload = reload.Register(() => worker.Stop("the definition has changed"));
        if (_stopCode != 0)
        {
            worker.StopNow(_stopCode);
        }

        return await worker.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        Signals.Dispose();
        await _health.DisposeAsync();
        await StoreOpening.CloseAsync(Store, _shell.Clock);
        _logs.Dispose();
    }

    private void StopAtOnce(int code)
    {
        _stopCode = code;
        _current?.StopNow(code);
    }
}
