using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>What every suite starts from: an empty store under a clock that the test moves, and short words for common acts.</summary>
public abstract class StoreSuite<TFactory> : IAsyncLifetime
    where TFactory : IStoreFactory, new()
{
    private readonly TFactory _factory = new();
    private long _claims;

    protected ManualClock Clock { get; } = new();

    protected IJobStore Store { get; private set; } = null!;

    /// <summary>Which ends of jobs it concerns, ids say, and these are not the same in every store.</summary>
    protected virtual int KeyAging => 0;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The worker that <see cref="ClaimAsync"/> claims for.</summary>
    protected Guid Me { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Store = _factory.Open(new StoreOptions { Clock = Clock, VirtualLead = TimeSpan.Zero, KeyAging = KeyAging });
        await Store.Schema.MigrateAsync(Cancel);
        Me = await RegisterAsync("me");
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _factory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    protected async Task<Guid> RegisterAsync(string label)
    {
        var instance = Guid.NewGuid();
        await Store.Workers.RegisterAsync(Samples.Worker(instance, label), Cancel);
        return instance;
    }

    protected async Task<long> AddAsync(NewJob job) => (await Store.Intake.EnqueueAsync([job], Cancel)).ShouldHaveSingleItem().Id;

    protected async Task<long[]> AddAllAsync(params NewJob[] jobs) =>
        (await Store.Intake.EnqueueAsync(jobs, Cancel)).Select(reply => reply.Id).ToArray();

    protected async Task<JobRecord> GetAsync(long id) => (await Store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull();

    protected async Task<JobState> StateAsync(long id) => (await GetAsync(id)).State;

    protected Task<ClaimReply> AskAsync(int limit = 100, Guid? worker = null, params ClaimLane[] lanes) =>
        Store.Claims.ClaimAsync(new ClaimRequest
        {
            Token = new AttemptToken(worker ?? Me, Interlocked.Increment(ref _claims)),
            Lanes = lanes.Length > 0 ? lanes : [new ClaimLane("default", 100)],
            Limit = limit,
        }, Cancel);

    protected async Task<IReadOnlyList<JobRecord>> ClaimAsync(int limit = 100, Guid? worker = null) =>
        (await AskAsync(limit, worker)).Jobs;

    protected async Task<JobRecord> ClaimOneAsync(Guid? worker = null) => (await ClaimAsync(1, worker)).ShouldHaveSingleItem();

    protected async Task<FinishReply> FinishAsync(JobRecord job, Outcome outcome) =>
        (await Store.Outcomes.FinishAsync([new Finish(new AttemptRef(job.Id, job.Token!.Value), outcome)], Cancel)).ShouldHaveSingleItem();

    /// <summary>Claims whatever is ready and completes it, until nothing is.</summary>
    protected async Task CompleteAllAsync()
    {
        for (var jobs = await ClaimAsync(); jobs.Count > 0; jobs = await ClaimAsync())
        {
            foreach (var job in jobs)
            {
                (await FinishAsync(job, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
            }
        }
    }

    /// <summary>Lets a worker that no longer renews run out of its lease, while another one's renewals make the store tick.</summary>
    protected async Task TickAsync(int ticks, Guid alive)
    {
        for (var i = 0; i < ticks; i++)
        {
            Pass(5.001);
            (await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(alive, false, []), Cancel)).Lost.ShouldBeFalse();
        }
    }
}
