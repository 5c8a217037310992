namespace Longhaul.Cli.Bench.Measurements;

/// <summary>The bare calls of a worker, made from this process: claims, and ends of what was claimed.</summary>
internal sealed class StoreWorker
{
    private const int AtOnce = 100;

    private readonly IJobStore _store;
    private readonly Guid _instance = Guid.NewGuid();
    private long _claim;

    private StoreWorker(IJobStore store) => _store = store;

    /// <summary>Registers one.</summary>
    public static async Task<StoreWorker> EnterAsync(IJobStore store, CancellationToken cancel)
    {
        var worker = new StoreWorker(store);
        var registration = new WorkerRegistration
        {
            Instance = worker._instance, Label = "bench", Process = new WorkerProcess("", "", "", 0, 0), Version = "0", Places = AtOnce,
        };
        await store.Workers.RegisterAsync(registration, cancel);
        return worker;
    }

    /// <summary>Claims at most a hundred.</summary>
    public async Task<IReadOnlyList<JobRecord>> ClaimAsync(CancellationToken cancel)
    {
        var reply = await _store.Claims.ClaimAsync(
            new ClaimRequest
            {
                Token = new AttemptToken(_instance, ++_claim),
                Lanes = [new ClaimLane(QueueDefinition.DefaultName, AtOnce)],
                Limit = AtOnce,
                Kinds = [NoopProject.Kind],
            },
            cancel);
        return reply.Lost ? throw new InvalidOperationException("the store has forgotten the worker that claims") : reply.Jobs;
    }

    /// <summary>Completes them.</summary>
    public async Task FinishAsync(IReadOnlyList<JobRecord> jobs, CancellationToken cancel) =>
        await _store.Outcomes.FinishAsync([.. jobs.Select(job => new Finish(job.Running!.Value, Outcome.Completed()))], cancel);
}
