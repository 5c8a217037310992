using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Execution;

public sealed class ArtifactQuotaTests
{
    private static AttemptRef Attempt(long job) => new(job, new AttemptToken(Guid.Empty, job));

    private static JobKind Only(JobKind kind) => kind with
    {
        Command = kind.Command! with { Arguments = ["bash", "-c", "head -c \"$1\" /dev/zero > $LONGHAUL_OUTPUT/file; head -c 900 /dev/zero > $LONGHAUL_OUTPUT/other.tmp", "script", "{{ input.bytes }}"], Artifacts = ["file"] },
    };

    [Fact]
    public async Task A_job_may_publish_up_to_the_bound_of_its_run_and_no_byte_more()
    {
        await using var rig = new ExecutionRig { ArtifactBounds = new ArtifactBounds(1_000, null) };
        rig.Bash("", Only);

        (await rig.RunAsync("""{"bytes":1000}""")).Kind.ShouldBe(OutcomeKind.Completed);
        var refused = await rig.RunAsync("""{"bytes":1001}""");

        refused.Kind.ShouldBe(OutcomeKind.Failed);
        refused.Error!.Code.ShouldBe("artifact_quota");
        refused.Error.Message.ShouldBe(
            "It would publish 1 kB, and run 2 has 0 bytes already: `artifacts: max_run` allows 1 kB. Nothing is published; publish less, remove what no later step needs from $LONGHAUL_OUTPUT, or raise the bound.");
        refused.Artifacts.ShouldBeNull();
        Directory.Exists(Path.Join(rig.Data, "artifacts/runs/2")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_steps_of_a_run_share_its_bound()
    {
        await using var rig = new ExecutionRig { ArtifactBounds = new ArtifactBounds(1_000, null) };
        await rig.Store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "run", IsContainer = true },
            .. new[] { 600, 401, 400 }.Select(bytes => new NewJob { Kind = Fixed(bytes), Parent = JobRef.InCall(0), Step = $"s{bytes}" }),
        ]);
        var steps = new[] { await rig.ClaimAsync(), await rig.ClaimAsync(), await rig.ClaimAsync() };

        var kinds = new List<OutcomeKind>();
        foreach (var step in steps)
        {
            kinds.Add((await rig.RunAsync(step)).Kind);
        }

        kinds.ShouldBe([OutcomeKind.Completed, OutcomeKind.Failed, OutcomeKind.Completed]);

        string Fixed(int bytes) => rig.Bash($"head -c {bytes} /dev/zero > $LONGHAUL_OUTPUT/file", kind => kind with { Name = $"k{bytes}" }).Name;
    }

    [Fact]
    public async Task All_that_a_tenant_has_is_summed_up_for_a_twentieth_of_the_time_and_before_anything_is_refused()
    {
        var clock = new ManualClock();
        var store = new InMemoryJobStore();
        var (counted, faults) = FaultyStore.Over(store);
        faults.Seen = _ => clock.Advance(TimeSpan.FromMilliseconds(100));
        var sums = new PublishedSums(new RunReader(counted, null, clock), clock);

        (await AddAsync(1, 600)).ShouldBe(0);
        (await AddAsync(2, 300)).ShouldBe(600);
        Readings().ShouldBe(1);

        // Neither is accepted: what is refused is refused by what is there.
        sums.Settle(Attempt(1));
        sums.Settle(Attempt(2));
        (await AddAsync(3, 101)).ShouldBe(0);
        Readings().ShouldBe(2);

        clock.Advance(TimeSpan.FromMilliseconds(1_999));
        (await AddAsync(4, 1)).ShouldBe(101);
        sums.Settle(Attempt(3));
        (await AddAsync(5, 1)).ShouldBe(102, "it is settled, and the reading is older than that");
        Readings().ShouldBe(2);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        (await AddAsync(6, 1)).ShouldBe(2, "what became of the third is what the store says; two are not settled");
        Readings().ShouldBe(3);

        Task<long> AddAsync(int attempt, long bytes) => sums.AddAsync(Attempt(attempt), null, "ann", bytes, 1_000, TestContext.Current.CancellationToken);
        int Readings() => faults.Calls.Count(call => call == nameof(IJobQueries.SumArtifactsAsync));
    }

    [Fact]
    public async Task What_ends_side_by_side_stays_within_the_bound_and_what_comes_to_nothing_makes_room()
    {
        var clock = new ManualClock();
        var sums = new PublishedSums(new RunReader(new InMemoryJobStore(), null, clock), clock);
        (await AddAsync(1, 600)).ShouldBe(0);

        (await SettledAsync(AddAsync(2, 600))).ShouldBe(600, "the first is not accepted yet, and may be");
        sums.MayFit(1, null, 600, 1_000).ShouldBeTrue("nothing is published yet, so that it is worth another try");
        sums.MayFit(1, null, 1_001, 1_000).ShouldBeFalse();
        var third = AddAsync(3, 600);
        await WaitingAsync();
        sums.Settle(Attempt(1));

        (await SettledAsync(third)).ShouldBe(0);

        Task<long> AddAsync(int attempt, long bytes) => sums.AddAsync(Attempt(attempt), 1, null, bytes, 1_000, TestContext.Current.CancellationToken);

        async Task<long> SettledAsync(Task<long> adding)
        {
            await WaitingAsync();
            clock.Advance(TimeSpan.FromSeconds(1));
            return await adding;
        }

        async Task WaitingAsync()
        {
            while (clock.Waiting == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Steps_that_end_side_by_side_share_the_bound_of_their_run()
    {
        await using var rig = new ExecutionRig { ArtifactBounds = new ArtifactBounds(1_000, 1_000) };
        rig.Bash("head -c 600 /dev/zero > $LONGHAUL_OUTPUT/file");
        await rig.Store.Intake.EnqueueAsync(
            [new NewJob { Kind = "run", IsContainer = true }, .. Enumerable.Range(0, 3).Select(i => new NewJob { Kind = "k", Parent = JobRef.InCall(0), Step = $"s{i}" })]);
        var steps = new[] { await rig.ClaimAsync(), await rig.ClaimAsync(), await rig.ClaimAsync() };
        (await rig.Engine.RunAsync(steps[0], new AttemptStop())).Kind.ShouldBe(OutcomeKind.Completed);

        (await rig.RunAsync(steps[1])).Error!.Code.ShouldBe("artifact_quota");

        rig.Engine.Settle(steps[0].Running!.Value);
        (await rig.RunAsync(steps[2])).Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public async Task The_jobs_of_a_tenant_share_its_bound_also_those_that_are_over()
    {
        await using var rig = new ExecutionRig { ArtifactBounds = new ArtifactBounds(null, 1_000) };
        rig.Bash("", Only);
        var kinds = new List<OutcomeKind>();
        foreach (var (tenant, bytes) in new[] { ("ann", 600), ("bob", 600), ("ann", 401), ("ann", 400), ("", 1_000) })
        {
            await rig.EnqueueAsync($$"""{"bytes":{{bytes}}}""", tenant: tenant);
            var outcome = await rig.RunAsync(await rig.ClaimAsync());
            kinds.Add(outcome.Kind);
            if (outcome.Error is { } error)
            {
                error.Message.ShouldContain("tenant 'ann' has 600 bytes already: `artifacts: max_tenant` allows 1 kB");
            }
        }

        kinds.ShouldBe([OutcomeKind.Completed, OutcomeKind.Completed, OutcomeKind.Failed, OutcomeKind.Completed, OutcomeKind.Completed]);
    }
}
