using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Shared;

/// <summary>What a worker asks of a store, call by call.</summary>
internal sealed class TestWorker
{
    private readonly IJobStore _store;
    private readonly Guid _instance = Guid.NewGuid();
    private long _claims;

    private TestWorker(IJobStore store) => _store = store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestWorker> RegisterAsync(IJobStore store)
    {
        var worker = new TestWorker(store);
        await store.Workers.RegisterAsync(
            new WorkerRegistration { Instance = worker._instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "p", 1, 1) }, Cancel);
        return worker;
    }

    public async Task<IReadOnlyList<JobRecord>> ClaimAsync(int limit = 5, string? kind = null) => await ClaimAsync(++_claims, limit, kind);

    /// <summary>Asks for the last claim again, as after a lost reply.</summary>
    public async Task<IReadOnlyList<JobRecord>> ClaimAgainAsync() => await ClaimAsync(_claims, 5, null);

    /// <summary>Claims the one job that is ready, starts it and ends it.</summary>
    public async Task<long> RunAsync(Outcome? outcome = null)
    {
        var job = (await ClaimAsync()).ShouldHaveSingleItem();
        (await _store.Claims.StartAsync([job.Running!.Value], Cancel)).ShouldBe([true]);
        await EndAsync(job, outcome);
        return job.Id;
    }

    public async Task EndAsync(JobRecord job, Outcome? outcome = null) =>
        (await _store.Outcomes.FinishAsync([new Finish(job.Running!.Value, outcome ?? Outcome.Completed())], Cancel)).ShouldBe([FinishReply.Accepted]);

    private async Task<IReadOnlyList<JobRecord>> ClaimAsync(long number, int limit, string? kind) => (await _store.Claims.ClaimAsync(
        new ClaimRequest
        {
            Token = new AttemptToken(_instance, number), Lanes = [new ClaimLane("default", limit)], Limit = limit, Kinds = kind is null ? null : [kind],
        },
        Cancel)).Jobs;
}
