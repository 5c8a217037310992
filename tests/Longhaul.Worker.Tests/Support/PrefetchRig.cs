using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Tests.Support;

/// <summary>A worker's shared context that is registered and holds jobs in advance, under a clock that the test moves.</summary>
internal sealed class PrefetchRig : IAsyncDisposable
{
    private readonly TestWorker _rig;

    private PrefetchRig(TestWorker rig)
    {
        _rig = rig;
        Worker = rig.Context();
        Execute = new ExecuteJob(Worker);
    }

    public WorkerContext Worker { get; }

    public ExecuteJob Execute { get; }

    public IJobStore Store => _rig.Inner;

    public ManualClock Clock => (ManualClock)_rig.Clock;

    /// <summary>Whether attempts run until they are stopped; else they are over at once.</summary>
    public bool Runs
    {
        set => _rig.Runner.Attempt = value ? FakeRunner.UntilStoppedAsync : (_, _) => Task.FromResult(Outcome.Completed());
    }

    public static async Task<PrefetchRig> CreateAsync(int places)
    {
        var rig = new TestWorker { Clock = new ManualClock() };
        rig.Options = rig.Options with { Places = places };
        var made = new PrefetchRig(rig);
        var me = Guid.NewGuid();
        await rig.Inner.Workers.RegisterAsync(new WorkerRegistration { Instance = me, Label = "w1", Process = rig.Proof.Self, Version = "1" });
        made.Worker.Lease.Begin(me, made.Worker.Clock.GetTimestamp());
        made.Worker.Link.Up();
        return made;
    }

    /// <summary>Learns how long the jobs of the default queue take.</summary>
    public void Learn(TimeSpan took)
    {
        for (var i = 0; i < 50; i++)
        {
            Worker.Plan.Ran("default", took);
        }
    }

    /// <summary>Adds so many jobs and claims them in advance.</summary>
    public async Task<IReadOnlyList<long>> PrefetchAsync(int count)
    {
        var ids = await _rig.EnqueueManyAsync(count);
        var reply = await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = Worker.Lease.NextToken(), Lanes = [new ClaimLane("default", 0, count)], Limit = count });
        Worker.Prefetched.AddAll(reply.Jobs.Select(job => new PrefetchedJob(job, Worker.Clock.GetTimestamp())));
        return ids;
    }

    public Task DeliverAsync() => new CompleteLoop(Worker, Execute).RunOnceAsync(CancellationToken.None);

    public async Task<JobRecord> GetAsync(long id) => (await Store.Queries.GetAsync(id))!;

    public async ValueTask DisposeAsync()
    {
        Worker.Dispose();
        await _rig.DisposeAsync();
    }
}
