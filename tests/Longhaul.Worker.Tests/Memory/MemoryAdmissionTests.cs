using Longhaul.Core.Stores;
using Longhaul.Worker.Memory;
using static Longhaul.Worker.Tests.Memory.MemoryRig;

namespace Longhaul.Worker.Tests.Memory;

public sealed class MemoryAdmissionTests
{
    [Fact]
    public async Task Where_no_kind_needs_memory_all_are_asked_for()
    {
        await using var rig = new MemoryRig(Kind("a"), Kind("b"));
        rig.Context.Memory.Look(closely: false);
        rig.Context.Peaks.Add("a", 31 * MB);
        var room = rig.Context.Admission.Look();
        (string.Join(' ', room.Kinds), room.Most).ShouldBe(("a b", int.MaxValue));
        rig.Context.Admission.News().ShouldBeNull();
    }

    [Fact]
    public async Task Only_kinds_are_asked_for_whose_next_job_fits_beside_what_runs_and_no_more_than_fit()
    {
        var (small, big) = (Kind("small", 200), Kind("big", 500));
        await using var rig = new MemoryRig(small, big, Kind("none"));
        rig.Context.Memory.Look(closely: false);
        Room(rig).ShouldBe(("small big none", 1));

        var first = rig.Run(big, () => 20 * MB);
        Room(rig).ShouldBe(("small none", 2));
        rig.Run(small, () => 390 * MB);
        Room(rig).ShouldBe(("none", int.MaxValue));
        rig.End(first);
        Room(rig).ShouldBe(("small big none", 1));
    }

    [Fact]
    public async Task What_runs_counts_by_what_it_needs_and_by_what_it_holds_where_that_is_more()
    {
        var big = Kind("big", 500);
        await using var rig = new MemoryRig(big, Kind("free"));
        var holds = 399 * MB;
        rig.Run(Kind("free"), () => holds);
        rig.Context.Memory.Look(closely: false);
        rig.Context.Admission.Fits("big").ShouldBeTrue();
        holds = 401 * MB;
        rig.Context.Memory.Look(closely: false);
        rig.Context.Admission.Fits("big").ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_learnt_counts_as_what_is_declared_but_a_job_that_runs_alone_may_try()
    {
        var learnt = Kind("learnt");
        await using var rig = new MemoryRig(learnt, Kind("other"), Kind("never", 950));
        rig.Context.Memory.Look(closely: false);
        rig.Context.Peaks.Add("learnt", 1_500 * MB);
        Room(rig).Kinds.ShouldBe("learnt other");
        rig.Run(Kind("other"), () => 1);
        Room(rig).Kinds.ShouldBe("other");
    }

    [Fact]
    public async Task The_store_is_told_what_is_lacking_once_and_again_when_that_changes()
    {
        var big = Kind("big", 500);
        await using var rig = new MemoryRig(big, Kind("free"));
        rig.Context.Memory.Look(closely: false);
        var admission = rig.Context.Admission;
        admission.News().ShouldBeNull();

        var running = rig.Run(big, () => 1);
        var news = admission.News().ShouldNotBeNull();
        (news.LimitBytes, news.FreeBytes, news.Full).ShouldBe((1_000 * MB, 400 * MB, false));
        news.Lacking.ShouldBe([new MemoryNeed("big", 500 * MB)]);
        admission.Told(news);
        admission.News().ShouldBeNull();
        rig.End(running);
        var enough = admission.News().ShouldNotBeNull();
        enough.Lacking.ShouldBeEmpty();
        admission.Told(enough);
        admission.News().ShouldBeNull();
        rig.Context.Memory.IsFull = true;
        admission.News().ShouldNotBeNull().Full.ShouldBeTrue();
        admission.Told(null);
        rig.Context.Memory.IsFull = false;
        admission.News().ShouldBeNull();
    }

    [Fact]
    public async Task While_memory_is_kept_free_for_a_kind_others_that_need_some_wait()
    {
        await using var rig = new MemoryRig(Kind("small", 100), Kind("big", 500), Kind("none"));
        rig.Context.Memory.Look(closely: false);
        rig.Context.Admission.HeldFor = "big";
        Room(rig).Kinds.ShouldBe("big none");
        rig.Run(Kind("big", 500), () => 1);
        Room(rig).Kinds.ShouldBe("none");
    }

    [Fact]
    public async Task The_store_is_told_of_the_kinds_that_wait_while_memory_is_kept_free_for_another()
    {
        await using var rig = new MemoryRig(Kind("small", 100), Kind("big", 500), Kind("none"));
        rig.Context.Memory.Look(closely: false);
        var admission = rig.Context.Admission;
        admission.HeldFor = "big";

        var news = admission.News().ShouldNotBeNull();
        news.Lacking.ShouldBe([new MemoryNeed("small", 100 * MB)]);
        news.FreeBytes.ShouldBeGreaterThan(100 * MB);
        admission.LackingThoughPossible().ShouldBeEmpty("it waits for no memory, and so for no turn");
        admission.Told(news);
        admission.HeldFor = null;
        admission.News().ShouldNotBeNull().Lacking.ShouldBeEmpty();
    }

    private static (string Kinds, int Most) Room(MemoryRig rig)
    {
        MemoryRoom room = rig.Context.Admission.Look();
        return (string.Join(' ', room.Kinds), room.Most);
    }
}
