using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Shared;

/// <summary>What nearly every part of a store's schema takes part in.</summary>
internal static class WholeRound
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A failure and its retry out of history, and a run with a dependency, a slot, a unique key and output.</summary>
    public static async Task RunAsync(IJobStore store, TestWorker worker)
    {
        var plain = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
        (await worker.RunAsync(Outcome.Failed("x", "y"))).ShouldBe(plain);
        (await store.Control.ReopenAsync(plain, "ann", Cancel)).ShouldBe(ControlReplies.Done);
        await worker.RunAsync();
        var run = await store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "flow", IsContainer = true },
            new NewJob { Kind = "a", Parent = JobRef.InCall(0), Slots = [new SlotKey("k", 1)], UniqueKeys = [UniqueKey.WhileUnfinished("u")] },
            new NewJob { Kind = "b", Parent = JobRef.InCall(0), DependsOn = [new Dependency(JobRef.InCall(1))] },
        ], Cancel);
        (await worker.RunAsync()).ShouldBe(run[1].Id);
        (await worker.RunAsync()).ShouldBe(run[2].Id);
        foreach (var id in (long[])[plain, run[0].Id, run[1].Id, run[2].Id])
        {
            (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().State.ShouldBe(JobState.Completed);
        }

        (await store.Queries.ListAttemptsAsync(plain, Cancel)).Count.ShouldBe(2);
    }
}
