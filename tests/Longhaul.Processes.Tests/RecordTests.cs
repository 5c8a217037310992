namespace Longhaul.Processes.Tests;

public sealed class RecordTests
{
    [Fact]
    public async Task Peak_memory_of_a_child_that_takes_100_megabytes_is_right_within_a_fifth()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.StartAsync(heard.Sink, "perl", "-e", "$| = 1; open F, '<', '/dev/zero'; sysread F, $x, 100 << 20; print \"allocated\\n\"; sleep 100");
        await heard.LineAsync("allocated");
        await Eventually.HoldsAsync(() => child.Usage.RssBytes > 100_000_000, "the watch has seen it");
        await child.KillNowAsync();
        var exit = await child.Completion;
        exit.PeakRssIsUpperBound.ShouldBeFalse();
        ((double)exit.PeakRssBytes).ShouldBeInRange(104_857_600 * 0.8, 104_857_600 * 1.2);
    }

    [Fact]
    public async Task Peak_memory_above_the_workers_own_is_known_without_a_watch()
    {
        await using var rig = new Rig();
        var megabytes = 2 * (Environment.WorkingSet >> 20) + 100;
        var child = await rig.StartAsync(null, "dd", "if=/dev/zero", "of=/dev/null", "count=1", $"bs={megabytes}M");
        var exit = await child.Completion;
        exit.PeakRssIsUpperBound.ShouldBeFalse();
        ((double)exit.PeakRssBytes).ShouldBeInRange((megabytes << 20) * 0.8, (megabytes << 20) * 1.2);
    }

    [Fact]
    public async Task Of_a_small_quick_child_only_an_upper_bound_is_claimed()
    {
        await using var rig = new Rig();
        var exit = await (await rig.StartAsync(null, "true")).Completion;
        exit.PeakRssIsUpperBound.ShouldBeTrue();
        exit.PeakRssBytes.ShouldBePositive();
    }

    [Fact]
    public async Task Cpu_and_wall_time_are_recorded()
    {
        await using var rig = new Rig();
        var exit = await (await rig.BashAsync("sleep 0.3; for ((i = 0; i < 200000; i++)); do :; done")).Completion;
        exit.CpuTime.ShouldBeInRange(TimeSpan.FromMilliseconds(50), exit.WallTime);
        exit.WallTime.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_silent_idle_child_shows_neither_output_nor_cpu()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("echo ready; sleep 100", heard.Sink);
        await heard.LineAsync("ready");
        await Eventually.HoldsAsync(() => child.Usage.Processes == 2, "the watch has seen both");
        var before = child.Usage;
        await Eventually.HoldsAsync(() => child.Usage.SilentFor > TimeSpan.FromSeconds(1), "it is silent");
        child.Usage.CpuTime.ShouldBe(before.CpuTime);
    }

    [Fact]
    public async Task A_busy_tree_shows_its_cpu()
    {
        await using var rig = new Rig();
        var child = await rig.ShellAsync("(while :; do :; done) & wait");
        await Eventually.HoldsAsync(() => child.Usage.CpuTime > TimeSpan.FromMilliseconds(200), "its CPU grows");
        child.Usage.Processes.ShouldBe(2);
    }

    [Fact]
    public async Task A_close_look_sees_grandchildren_that_the_watch_has_not_seen_yet()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("sh -c 'sleep 100 & echo ready; wait'; true", heard.Sink);
        await heard.LineAsync("ready");
        var usage = child.LookNow();
        usage.Processes.ShouldBe(3);
        usage.RssBytes.ShouldBePositive();
        await child.KillNowAsync();
        child.LookNow().Processes.ShouldBe(3, "what is over is not looked at");
    }

    [Fact]
    public async Task Nobody_writes_a_core_dump_unless_that_is_asked_for()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var go = Path.Combine(rig.Folder, "go");
        await Fifo.MakeAsync(go);
        var child = await rig.ShellAsync("read line <go; ulimit -Sc; ulimit -Hc; sh -c 'ulimit -c'", heard.Sink);
        Fifo.LetGo(go);
        await child.Completion;
        heard.Out.ShouldBe(["0", "0", "0"]);
    }

    [Fact]
    public async Task A_worker_started_with_sigchld_ignored_still_learns_exit_codes()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var script = $"trap '' CHLD; exec '{Rig.Dummy}' worker {rig.InstanceId}x '{rig.Folder}' 'exit 9' 'kill -6 $$'";
        await (await rig.ShellAsync(script, heard.Sink)).Completion;
        (await heard.LineAsync("ended=")).ShouldBe("9/");
        heard.Out.ShouldContain("ended=/6");
    }
}
