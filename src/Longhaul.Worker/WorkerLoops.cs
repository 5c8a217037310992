using Longhaul.Worker.Alerts;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker;

/// <summary>All loops of a worker: made together, started together, and ended in the order that draining needs.</summary>
internal sealed class WorkerLoops : IDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _running = [];
    private readonly WorkerContext _worker;
    private readonly ClaimLoop _claim;
    private readonly PrefetchLoop _prefetch;
    private readonly CompleteLoop _complete;
    private readonly CancelLoop _cancel;
    private readonly PromoteLoop _promote;
    private readonly ScheduleLoop _schedules;
    private readonly UpkeepLoop _upkeep;
    private readonly StatusLoop _status;
    private readonly ExamineLoop _examine;
    private readonly RecycleLoop _recycle;
    private readonly AlertLoop _alerts;
    private readonly MemoryGuard _memory;
    private readonly MemoryTurn _turn;
    private readonly Cadence _cadence;

    public WorkerLoops(WorkerContext worker)
    {
        _worker = worker;
        var cadence = _cadence = new Cadence(worker.Guard, worker.Link, worker.Clock);
        var lost = new LostLease(worker);
        Registration = new Registration(worker);
        Rescue = new RescueLoop(worker, cadence);
        Heartbeat = new HeartbeatThread(worker, new HeartbeatLoop(worker, Registration, lost), new LeaseWatch(worker));
        _recycle = new RecycleLoop(worker, () => Environment.WorkingSet);
        var execute = new ExecuteJob(worker);
        _claim = new ClaimLoop(worker, execute, new StrandedClaims(worker), lost, new ClaimPlan(worker, _recycle));
        _prefetch = new PrefetchLoop(worker);
        _complete = new CompleteLoop(worker, execute);
        _cancel = new CancelLoop(worker, cadence);
        _promote = new PromoteLoop(worker, cadence);
        _schedules = new ScheduleLoop(worker, cadence);
        _upkeep = new UpkeepLoop(worker, cadence);
        _status = new StatusLoop(worker);
        _examine = new ExamineLoop(worker);
        _memory = new MemoryGuard(worker);
        _turn = new MemoryTurn(worker);
        _alerts = new AlertLoop(worker, cadence, new WebhookSender(worker.Clock));
    }

    public Registration Registration { get; }

    public RescueLoop Rescue { get; }

    public HeartbeatThread Heartbeat { get; }

    /// <summary>Ends when no more claims are made; completed where none ever were.</summary>
    public Task Claims { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        Claims = Task.Run(() => KeepAsync(_claim.RunAsync, _worker.Life.Stopping));
        Run(_recycle.RunAsync, _worker.Life.Stopping);
        Run(_schedules.RunAsync, _worker.Life.Stopping);
        Run(_prefetch.RunAsync, _end.Token);
        Run(_complete.RunAsync, _end.Token);
        Run(_memory.RunAsync, _end.Token);
        Run(stop => _cadence.RunAsync("memory turn", _turn.RunOnceAsync, stop), _worker.Life.Stopping);
        Run(_cancel.RunAsync, _end.Token);
        Run(Rescue.RunAsync, _end.Token);
        Run(_promote.RunAsync, _end.Token);
        Run(_upkeep.RunAsync, _end.Token);
        Run(_status.RunAsync, _end.Token);
        Run(_examine.RunAsync, _end.Token);
        Run(_alerts.RunAsync, _end.Token);
    }

    /// <summary>Ends the loops, the heartbeats last.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(patience, _worker.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Heartbeat.End();
    }

    public void Dispose()
    {
        Heartbeat.Dispose();
        _end.Dispose();
    }

    private void Run(Func<CancellationToken, Task> loop, CancellationToken stop) =>
        _running.Add(Task.Run(() => KeepAsync(loop, stop), CancellationToken.None));

    // Rounds are guarded by themselves; should a loop fail around them all the same, it begins again.
    private async Task KeepAsync(Func<CancellationToken, Task> loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await loop(stop);
                return;
            }
            catch (Exception e)
            {
                _worker.Guard.Report("loop", e);
                await Task.Delay(AfterFault, _worker.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
