using Longhaul.Core.Jobs;
using Longhaul.Worker.Tests.Support;
using static Longhaul.Worker.Tests.Memory.MemoryRig;

namespace Longhaul.Worker.Tests.Memory;

public sealed class MemoryGuardTests
{
    [Fact]
    public async Task At_the_hard_limit_the_job_that_holds_the_most_above_its_share_is_killed_and_one_at_a_time()
    {
        var (declared, free) = (Kind("declared", 600), Kind("free"));
        await using var rig = new MemoryRig(declared, free);
        var guard = new MemoryGuard(rig.Context);
        var (big, eats) = (590 * MB, 200 * MB);
        rig.Run(declared, () => big);
        var greedy = rig.Run(free, () => eats);
        rig.Run(free, () => 50 * MB);

        guard.RunOnce();
        rig.Killed.ShouldBeEmpty();
        eats = 270 * MB;
        guard.RunOnce();
        guard.RunOnce();

        rig.Killed.ShouldHaveSingleItem().Job.ShouldBe(2);
        rig.Killed[0].Why.ShouldContain("limit of 1 GB");
        rig.Killed[0].Why.ShouldContain("job: 270 MB");
        (await rig.Log.WaitForAsync("JOB_OUT_OF_MEMORY")).Message.ShouldContain("Job 2: free");

        rig.End(greedy);
        guard.RunOnce();
        rig.Killed.Count.ShouldBe(1);
        rig.Own = 400 * MB;
        guard.RunOnce();
        rig.Killed.Select(one => one.Job).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task No_job_is_killed_that_is_within_what_it_said()
    {
        var declared = Kind("declared", 600);
        await using var rig = new MemoryRig(declared);
        rig.Run(declared, () => 600 * MB);
        rig.Own = 900 * MB;
        new MemoryGuard(rig.Context).RunOnce();
        rig.Killed.ShouldBeEmpty();
        rig.Context.Memory.IsFull.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_jobs_of_a_kind_were_seen_to_take_is_their_share()
    {
        var (known, fresh) = (Kind("known"), Kind("fresh"));
        await using var rig = new MemoryRig(known, fresh);
        rig.Context.Peaks.Add("known", 700 * MB);
        rig.Run(known, () => 720 * MB);
        rig.Run(fresh, () => 190 * MB);
        new MemoryGuard(rig.Context).RunOnce();
        rig.Killed.ShouldHaveSingleItem().Job.ShouldBe(2);
    }

    [Fact]
    public async Task From_the_soft_limit_on_nothing_is_claimed_until_less_is_held()
    {
        var kind = Kind("free");
        await using var rig = new MemoryRig(kind);
        var guard = new MemoryGuard(rig.Context);
        var holds = 699 * MB;
        rig.Run(kind, () => holds);

        guard.RunOnce();
        rig.Context.Admission.Look().LetsNothing.ShouldBeFalse();
        holds = 700 * MB;
        guard.RunOnce();
        rig.Context.Admission.Look().LetsNothing.ShouldBeTrue();
        (await rig.Log.WaitForAsync("MEMORY_FULL")).Message.ShouldContain("800 MB of memory are held, 100 MB by the worker itself");
        var freed = rig.Context.Running.Freed.Count;
        holds = 10 * MB;
        guard.RunOnce();
        rig.Context.Admission.Look().LetsNothing.ShouldBeFalse();
        rig.Context.Running.Freed.Count.ShouldBeGreaterThan(freed);
        rig.Context.Life.IsDraining.ShouldBeFalse();
    }

    [Fact]
    public async Task A_worker_that_is_at_its_soft_limit_with_nothing_running_is_recycled_after_a_while()
    {
        var kind = Kind("free");
        await using var rig = new MemoryRig(kind);
        var guard = new MemoryGuard(rig.Context);
        var running = rig.Run(kind, () => 5 * MB);
        rig.Own = 800 * MB;
        guard.RunOnce();
        rig.Clock.Advance(TimeSpan.FromSeconds(60));
        guard.RunOnce();
        rig.Context.Life.IsDraining.ShouldBeFalse();

        rig.End(running);
        guard.RunOnce();
        rig.Clock.Advance(TimeSpan.FromSeconds(9.9));
        guard.RunOnce();
        rig.Context.Life.IsDraining.ShouldBeFalse();
        rig.Clock.Advance(TimeSpan.FromSeconds(0.2));
        guard.RunOnce();
        (rig.Context.Life.IsDraining, rig.Context.Life.Exit).ShouldBe((true, WorkerExit.Recycled));
        rig.Context.Life.Cause.ShouldContain("holds 800 MB of memory itself");
    }

    [Fact]
    public async Task It_looks_as_often_as_the_limit_could_be_reached()
    {
        var kind = Kind("free");
        await using var rig = new MemoryRig(kind);
        var guard = new MemoryGuard(rig.Context);
        guard.RunOnce().ShouldBe(TimeSpan.FromSeconds(1));
        var holds = 100 * MB;
        rig.Run(kind, () => holds);
        guard.RunOnce().ShouldBe(TimeSpan.FromSeconds(0.4));
        holds = 800 * MB;
        guard.RunOnce().ShouldBe(TimeSpan.FromSeconds(0.1));
    }

    [Theory]
    [InlineData(401, 1)]
    [InlineData(400, 0)]
    public async Task A_start_that_leaves_little_for_jobs_is_warned_of(int ownMegabytes, int warnings)
    {
        await using var worker = new TestWorker();
        worker.OwnMemory = ownMegabytes * MB;
        worker.Options = worker.Options with { MemoryLimitBytes = 1_000 * MB };
        await worker.StartAsync();
        worker.Log.Entries.Count(entry => entry.ToString()!.Contains("little is left for jobs")).ShouldBe(warnings);
        worker.Log.Entries.ShouldContain(entry => entry.ToString()!.Contains("memory 1 GB by setting, no more jobs from 800 MB"));
    }

    [Fact]
    public async Task A_worker_claims_only_what_fits_and_the_rest_as_soon_as_it_does()
    {
        await using var worker = new TestWorker();
        worker.Kinds = [Kind("big", 500), Kind("small")];
        worker.OwnMemory = 100 * MB;
        worker.Options = worker.Options with { MemoryLimitBytes = 1_000 * MB, PollInterval = TimeSpan.FromSeconds(30) };
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Runner.Attempt = async (job, _) =>
        {
            await (job.Kind == "big" ? end.Task : Task.CompletedTask);
            return Outcome.Completed();
        };
        var big = await worker.EnqueueManyAsync(3, "big");
        var small = await worker.EnqueueAsync("small");
        await worker.StartAsync();

        await worker.UntilAsync(small, JobState.Completed);
        worker.Runner.Started.Count(job => job.Kind == "big").ShouldBe(1);
        var why = await worker.Inner.Queries.ExplainAsync(big[1]);
        why!.Job.State.ShouldBe(JobState.Ready);
        end.SetResult();
        foreach (var id in big)
        {
            await worker.UntilAsync(id, JobState.Completed);
        }
    }
}
