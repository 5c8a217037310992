using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>A store whose queue <c>default</c> has limits, and short words for what is done to it.</summary>
public abstract class LimitStoreSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    protected static Rate Rate(int starts, double seconds) => new(starts, TimeSpan.FromSeconds(seconds));

    protected Task DeclareAsync(params QueueLimit[] limits) => Store.Limits.DeclareAsync("shop", limits, Cancel);

    /// <summary>Limits the queue <c>default</c>.</summary>
    protected Task LimitAsync(int? running = null, Rate? rate = null) =>
        running is null && rate is null ? DeclareAsync() : DeclareAsync(new QueueLimit("default", running, rate));

    protected Task<long[]> AddManyAsync(int count) => AddAllAsync(Enumerable.Repeat(Samples.Job(), count).ToArray());

    protected async Task<long[]> ClaimIdsAsync(int limit = 100, Guid? worker = null) =>
        (await ClaimAsync(limit, worker)).Select(job => job.Id).ToArray();

    protected Task<FinishReply> CompleteAsync(JobRecord job) => FinishAsync(job, Outcome.Completed());

    /// <summary>The reasons of the job that begin with the queue's limits.</summary>
    protected async Task<WaitReason[]> ReasonsAsync(long id) =>
        [.. (await Store.Queries.ExplainAsync(id, Cancel)).ShouldNotBeNull().Reasons.Where(reason => reason.Code is WaitCode.QueueLimit or WaitCode.QueueRate)];
}
