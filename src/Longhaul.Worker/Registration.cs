using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Makes this worker known to the store, each time under a new instance id.</summary>
internal sealed class Registration(WorkerContext worker)
{
    private Guid? _unanswered;

    /// <summary>Registers and begins a lease.</summary>
    public async Task RegisterAsync(CancellationToken cancel)
    {
        // The same id again where the last answer was lost, so that no worker is left in the store that never was.
        _unanswered ??= Guid.NewGuid();
        var startedAt = worker.Clock.GetTimestamp();
        var me = new WorkerRegistration
        {
            Instance = _unanswered.Value,
            Label = worker.Options.Label,
            Process = worker.Parts.Proof.Self,
            Version = worker.Version,
            Queues = worker.Places.Queues,
            Kinds = worker.Parts.Kinds.Served,
            Places = worker.Options.Places,
            QueuePlaces = worker.Places.Queues.Where(queue => worker.Places.Of(queue) < worker.Options.Places).ToDictionary(queue => queue, worker.Places.Of),
        };
        await worker.Calls.RunAsync("register", (store, c) => store.Workers.RegisterAsync(me, c), cancel);
        _unanswered = null;
        worker.Admission.Told(null);
        worker.Lease.Begin(me.Instance, startedAt);
        worker.Log.Registered(me.Label, me.Instance);
    }
}
