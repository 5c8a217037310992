using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.TestServers;

namespace Longhaul.PostgreSql.Tests;

/// <summary>People who decide while the server goes down and comes back.</summary>
public sealed class DecisionOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_during_hard_restarts_are_one_transition_each_and_audited_once()
    {
        // A server of its own, which keeps what it has acknowledged.
        using var server = PostgreSqlServer.Start(durable: true);
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(server.ConnectionString));
        await store.Schema.MigrateAsync(Cancel);
        var gates = await AskAsync(store, 12);

        // Three people a gate, who say it again until they are answered; the server is restarted hard under four gates at a time.
        var outages = 0;
        foreach (var few in gates.Chunk(4))
        {
            var people = few.SelectMany(gate => Enumerable.Range(0, 3).Select(i => Task.Run(() => DecideAsync(store, gate, i, Away)))).ToList();
            server.StopHard();

            // These find nobody, whether the others were quicker than the crash or not.
            var before = Volatile.Read(ref outages);
            people.AddRange(few.Select(gate => Task.Run(() => DecideAsync(store, gate, person: 3, Away))));
            await UntilAsync(() => Volatile.Read(ref outages) > before, "somebody decides while the server is away");
            server.Start();
            await Task.WhenAll(people);
        }

        void Away() => Interlocked.Increment(ref outages);

        var entries = (await store.Audit.ListAsync(1_000, null, Cancel)).Select(record => record.Entry).Where(entry => entry.Action.StartsWith("REVIEW_", StringComparison.Ordinal)).ToList();
        foreach (var gate in gates)
        {
            var job = (await store.Queries.GetAsync(gate, Cancel))!;
            var vote = Review.Read(job.Decision)!.Votes.ShouldHaveSingleItem();
            job.State.ShouldBe(vote.Approved ? JobState.Completed : JobState.Failed);
            entries.Where(entry => entry.Subject == $"job {gate}").ShouldHaveSingleItem().ShouldBe(
                new AuditEntry(vote.By, vote.Approved ? "REVIEW_APPROVED" : "REVIEW_REJECTED", $"job {gate}"));
        }
    }

    private static async Task<List<long>> AskAsync(PostgreSqlJobStore store, int count)
    {
        await store.Intake.EnqueueAsync([.. Enumerable.Range(0, count).Select(_ => new NewJob { Kind = "work" })], Cancel);
        var instance = Guid.NewGuid();
        await store.Workers.RegisterAsync(new WorkerRegistration { Instance = instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1) }, Cancel);
        var reply = await store.Claims.ClaimAsync(new ClaimRequest { Token = new AttemptToken(instance, 1), Lanes = [new ClaimLane("default", count)], Limit = count }, Cancel);
        await store.Outcomes.FinishAsync([.. reply.Jobs.Select(job => new Finish(job.Running!.Value, Outcome.AwaitingReview(new ReviewRequest { Title = "Fine?" })))], Cancel);
        return [.. reply.Jobs.Select(job => job.Id)];
    }

    private static async Task UntilAsync(Func<bool> fact, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !fact();)
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60), what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
        }
    }

    private static async Task DecideAsync(PostgreSqlJobStore store, long gate, int person, Action away)
    {
        while (true)
        {
            try
            {
                var reply = person == 1 ? await store.Reviews.RejectAsync(gate, $"p{person}", null, cancel: Cancel) : await store.Reviews.ApproveAsync(gate, $"p{person}", null, cancel: Cancel);
                reply.Result.ShouldBeOneOf(ControlResult.Done, ControlResult.Unchanged, ControlResult.Refused);
                return;
            }
            catch (StoreUnavailableException)
            {
                away();
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
        }
    }
}
