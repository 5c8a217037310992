namespace Longhaul.Processes.Tests;

[Collection(Alone.Name)]
public sealed class TreeTests
{
    [Fact]
    public async Task A_deaf_tree_is_gone_within_its_grace_and_two_seconds()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.BashAsync(Trees.Deaf, heard.Sink);
        var pids = await heard.PidsAsync();
        pids.ShouldAllBe(pid => !Eventually.IsGone(pid));
        var report = await child.StopAsync(TimeSpan.FromSeconds(1));
        pids.ShouldAllBe(pid => Eventually.IsGone(pid));
        report.Took.ShouldBeLessThan(Pace.Seconds(3));
        report.SurvivorsKilled.ShouldBeGreaterThanOrEqualTo(pids.Length);
        report.Proven.ShouldBeTrue();
        (await child.Completion).OutputCutOff.ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_is_alive_a_second_after_the_leader_ended_by_itself()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var go = Path.Combine(rig.Folder, "go");
        await Fifo.MakeAsync(go);
        var child = await rig.BashAsync(Trees.Deaf.Replace("echo leader=$$\nwhile :; do sleep 0.1; done", "echo leader=$$\nread line <go; exit 4"), heard.Sink);
        var pids = await heard.PidsAsync();
        Fifo.LetGo(go);
        await Eventually.HoldsAsync(() => Eventually.IsGone(child.Pid), "the leader ends");
        await Eventually.HoldsAsync(() => pids.All(Eventually.IsGone), "nobody is alive", seconds: 1);
        var exit = await child.Completion;
        exit.ExitCode.ShouldBe(4);
        exit.ProcessesKilled.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_silent_daemon_without_pipes_or_marks_is_swept_within_a_second()
    {
        await using var rig = new Rig();
        var child = await rig.BashAsync("env -i setsid bash -c 'echo $$ >pid; while :; do sleep 0.1; done' >/dev/null 2>&1 & until [ -s pid ]; do sleep 0.01; done");
        var exit = await child.Completion;
        exit.ExitCode.ShouldBe(0);
        var daemon = int.Parse(File.ReadAllText(Path.Combine(rig.Folder, "pid")));
        await Eventually.HoldsAsync(() => Eventually.IsGone(daemon), "the daemon is swept", seconds: 1);
    }

    [Fact]
    public async Task An_orphan_that_was_quicker_than_its_mark_is_known_by_its_adoption()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.BashAsync("(env -i setsid bash -c 'ulimit -S -R unlimited; echo orphan=$$; while :; do sleep 0.1; done' &); sleep 1000", heard.Sink);
        var orphan = await heard.PidAsync("orphan=");
        TreeTag.TryRead(orphan, out _).ShouldBeFalse();
        await child.KillNowAsync();
        Eventually.IsGone(orphan).ShouldBeTrue();
    }

    [Fact]
    public async Task A_proven_end_is_reported_only_when_nobody_is_left()
    {
        await using var rig = new Rig();
        var spec = rig.Spec("bash", "-c", "setsid bash -c 'echo $$ >pid; while :; do sleep 0.1; done' >/dev/null 2>&1 & until [ -s pid ]; do sleep 0.01; done");
        var exit = await (await rig.Supervisor.StartAsync(spec with { ProveEnd = true }, (_, _, _) => { })).Completion;
        var daemon = int.Parse(File.ReadAllText(Path.Combine(rig.Folder, "pid")));
        Eventually.IsGone(daemon).ShouldBeTrue();
        exit.ProvenDead.ShouldBeTrue();
    }

    [Fact]
    public async Task The_last_words_of_a_helper_behind_the_leader_are_heard()
    {
        // It has a moment only, and a helper that waits for a processor may miss it.
        var (lines, killed) = (Array.Empty<string>(), 1);
        for (var tries = 0; tries < 5 && (killed > 0 || lines.Length < 2); tries++)
        {
            await using var rig = new Rig();
            var heard = new Heard();
            var child = await rig.BashAsync("(while [ -e /proc/$$/exe ]; do :; done; echo late) & echo early", heard.Sink);
            killed = (await child.Completion).ProcessesKilled;
            lines = [.. heard.Out];
        }

        killed.ShouldBe(0);
        lines.ShouldBe(["early", "late"]);
    }

    [Fact]
    public async Task A_tree_that_is_being_stopped_may_use_its_grace_after_the_leader_has_gone()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.BashAsync("""
            bash -c 'trap "sleep 0.8; echo finished >done; exit" TERM; echo ready; while :; do sleep 0.02; done' >&2 2>/dev/null &
            wait
            """, heard.Sink);
        await heard.LineAsync("ready");
        var report = await child.StopAsync();
        File.Exists(Path.Combine(rig.Folder, "done")).ShouldBeTrue();
        report.Killed.ShouldBeFalse();
    }

    [Fact]
    public async Task Orphans_are_collected_and_leave_no_zombies()
    {
        await using var rig = new Rig();
        var child = await rig.BashAsync("(setsid sleep 0.1 >/dev/null 2>&1 &); (setsid sleep 0.2 >/dev/null 2>&1 &); sleep 1.5");
        await child.Completion;
        await Eventually.HoldsAsync(() => !HasZombies(rig.InstanceId), "no zombies of ours", seconds: 3);
    }

    [Fact]
    public async Task Two_trees_at_once_are_told_apart()
    {
        await using var rig = new Rig();
        var (first, second) = (new Heard(), new Heard());
        var one = await rig.BashAsync(Trees.Deaf, first.Sink);
        var two = await rig.BashAsync(Trees.Deaf, second.Sink);
        var (mine, others) = (await first.PidsAsync(), await second.PidsAsync());
        await one.KillNowAsync();
        mine.ShouldAllBe(pid => Eventually.IsGone(pid));
        others.ShouldAllBe(pid => !Eventually.IsGone(pid));
        await two.KillNowAsync();
        others.ShouldAllBe(pid => Eventually.IsGone(pid));
    }

    static bool HasZombies(string instanceId) => ProcScanner.Pids().Any(pid =>
        ProcStat.TryRead(pid, out var stat) && !stat.IsAlive && stat.Parent == Environment.ProcessId
        && new TreeMarkers(instanceId).TreeOfTag(pid) > 0);
}
