using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>
/// Fires the project's schedules when they are due. Every worker does it and none leads: the store lets each due time be dealt with once.
/// It declares the schedules as its own file has them; the last worker to start has its way, and one whose file is another fires nothing of
/// what differs.
/// </summary>
internal sealed class ScheduleLoop(WorkerContext worker, Cadence cadence)
{
    // The store's clock and this one need not agree to the millisecond; so late is soon enough.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NothingToDo = TimeSpan.FromDays(1);

    private readonly Dictionary<string, ScheduleFirer> _firers = worker.Setup.Project.Schedules
        .ToDictionary(schedule => schedule.Name, schedule => new ScheduleFirer(worker, schedule), StringComparer.Ordinal);

    private bool _declared;

    private string Project => worker.Setup.Project.Name;

    public Task RunAsync(CancellationToken stop) => cadence.RunAsync("schedules", RunOnceAsync, stop);

    /// <summary>Fires what is due; answers with how long to wait for the next.</summary>
    public async Task<TimeSpan> RunOnceAsync(CancellationToken cancel)
    {
        if (!_declared)
        {
            await worker.Calls.RunAsync("declare_schedules", (store, c) => store.Schedules.DeclareAsync(Project, worker.Setup.Project.Schedules, c), cancel);
            _declared = true;
        }

        return _firers.Count == 0 ? NothingToDo : await FireAsync(cancel);
    }

    private async Task<TimeSpan> FireAsync(CancellationToken cancel)
    {
        var list = await worker.Calls.RunAsync("list_schedules", (store, c) => store.Schedules.ListAsync(Project, c), cancel);
        var next = worker.Options.PollInterval;
        foreach (var record in list.Schedules)
        {
            if (_firers.TryGetValue(record.Schedule.Name, out var firer) && firer.Knows(record) && record is { Paused: false, NextDue: { } due })
            {
                next = Least(next, due > list.Now ? due - list.Now : await FireAsync(firer, record, list.Now, cancel));
            }
        }

        return next == TimeSpan.Zero ? next : next < Shortest ? Shortest : next;
    }

    // One that cannot be fired holds up no other.
    private async Task<TimeSpan> FireAsync(ScheduleFirer firer, ScheduleRecord record, DateTimeOffset now, CancellationToken cancel)
    {
        var wait = AfterError;
        await worker.Guard.RunAsync(
            "schedules", async () => wait = await firer.FireAsync(record, now, cancel) ? TimeSpan.Zero : Shortest, cancel);
        return wait;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
