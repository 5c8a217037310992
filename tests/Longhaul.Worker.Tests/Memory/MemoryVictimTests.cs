using Longhaul.Core.Jobs;
using Longhaul.Worker.Tests.Support;
using static Longhaul.Worker.Tests.Memory.MemoryRig;

namespace Longhaul.Worker.Tests.Memory;

/// <summary>Whom the guard ends at the limit of 1,000 MB, and when nobody.</summary>
public sealed class MemoryVictimTests : IDisposable
{
    private readonly FakeMemory _memory = new();

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Where_each_is_within_what_was_seen_and_all_together_are_too_many_the_largest_goes_and_of_two_alike_the_newer()
    {
        var kind = Kind("seen");
        await using var rig = new MemoryRig(kind);
        var guard = new MemoryGuard(rig.Context);
        rig.Context.Peaks.Add("seen", 400 * MB);
        var larger = 300 * MB;
        rig.Run(kind, () => 300 * MB);
        rig.Run(kind, () => larger);
        var newest = rig.Run(kind, () => 300 * MB);

        guard.RunOnce();
        rig.Killed.ShouldHaveSingleItem().Job.ShouldBe(3);
        rig.Killed[0].Why.ShouldNotContain("is its share");

        rig.End(newest);
        larger = 310 * MB;
        rig.Run(kind, () => 300 * MB);
        guard.RunOnce();
        rig.Killed.Select(one => one.Job).ShouldBe([3, 2]);
    }

    [Fact]
    public async Task What_was_seen_protects_nobody_while_it_does_not_fit_and_what_is_declared_always_does()
    {
        var (declared, seen, small) = (Kind("declared", 500), Kind("seen"), Kind("small"));
        await using var rig = new MemoryRig(declared, seen, small);
        rig.Context.Peaks.Add("seen", 450 * MB);
        rig.Run(declared, () => 480 * MB);
        rig.Run(seen, () => 400 * MB);
        rig.Run(small, () => 30 * MB);
        new MemoryGuard(rig.Context).RunOnce();
        rig.Killed.ShouldHaveSingleItem().Job.ShouldBe(2);
    }

    [Fact]
    public async Task Small_jobs_are_left_alone_where_the_memory_is_held_by_others_and_it_is_said_by_whom()
    {
        var kind = Kind("small");
        // 95 % of it are the limit.
        await using var rig = new MemoryRig(_memory.Container(1_000, 960), kind);
        var guard = new MemoryGuard(rig.Context);
        rig.Run(kind, () => 5 * MB);
        rig.Run(kind, () => 40 * MB);

        guard.RunOnce();
        guard.RunOnce();
        rig.Killed.ShouldBeEmpty();
        rig.Context.Admission.Look().LetsNothing.ShouldBeTrue();
        (await rig.Log.WaitForAsync("MEMORY_OF_OTHERS")).Message.ShouldContain("100 MB by the worker, 45 MB by its jobs, 815 MB by files in memory");
        rig.Log.Events.Count(name => name == "MEMORY_OF_OTHERS").ShouldBe(1);
    }

    [Fact]
    public async Task Also_where_others_hold_the_most_a_job_is_ended_whose_end_helps()
    {
        var kind = Kind("free");
        await using var rig = new MemoryRig(_memory.Container(1_000, 960), kind);
        rig.Run(kind, () => 40 * MB);
        rig.Run(kind, () => 60 * MB);
        new MemoryGuard(rig.Context).RunOnce();
        rig.Killed.ShouldHaveSingleItem().Job.ShouldBe(2);
    }

    [Theory]
    [InlineData(true, 299, false)]
    [InlineData(true, 301, true)]
    [InlineData(false, 3_000, false)]
    public async Task A_container_that_others_fill_is_started_anew_where_the_worker_is_its_first_process(bool ownsContainer, double seconds, bool ends)
    {
        var kind = Kind("small");
        await using var rig = new MemoryRig(_memory.Container(1_000, 900), kind);
        var guard = new MemoryGuard(rig.Context, ownsContainer);
        var running = rig.Run(kind, () => 5 * MB);
        guard.RunOnce();
        rig.Clock.Advance(TimeSpan.FromHours(1));
        guard.RunOnce();
        rig.Context.Life.IsDraining.ShouldBeFalse();

        rig.End(running);
        guard.RunOnce();
        rig.Clock.Advance(TimeSpan.FromSeconds(seconds));
        guard.RunOnce();
        rig.Context.Life.IsDraining.ShouldBe(ends);
        if (ends)
        {
            rig.Context.Life.Exit.ShouldBe(WorkerExit.Recycled);
            rig.Context.Life.Cause.ShouldContain("900 MB of memory are held in its container");
        }
    }

    [Fact]
    public async Task A_machine_that_others_use_too_promises_no_more_than_it_has_left()
    {
        var (declared, large) = (Kind("declared", 300), Kind("large", 400));
        await using var rig = new MemoryRig(_memory.Machine(64_000, 650), declared, large);
        // 200 MB of what it is promised are yet to be taken of what is left.
        rig.Run(declared, () => 100 * MB);
        new MemoryGuard(rig.Context).RunOnce();
        rig.Context.Admission.FreeBytes().ShouldBeInRange(449 * MB, 450 * MB);
        rig.Context.Admission.Fits("large").ShouldBeTrue();

        _memory.Machine(64_000, 550);
        new MemoryGuard(rig.Context).RunOnce();
        rig.Context.Admission.Fits("large").ShouldBeFalse();
        rig.Context.Admission.Fits("declared").ShouldBeTrue();
    }
}
