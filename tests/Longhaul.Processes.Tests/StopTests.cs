namespace Longhaul.Processes.Tests;

[Collection(Alone.Name)]
public sealed class StopTests
{
    [Fact]
    public async Task A_polite_child_gets_one_sigterm_and_may_finish()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.BashAsync("trap 'echo term; n=$((n+1))' TERM; echo ready; until [ -n \"$n\" ]; do sleep 0.02; done; sleep 0.3; echo \"count $n\"; exit 3", heard.Sink);
        await heard.LineAsync("ready");
        var first = child.StopAsync();
        await heard.LineAsync("term");
        var reports = await Task.WhenAll(first, child.StopAsync(), child.StopAsync());
        var exit = await child.Completion;
        exit.ExitCode.ShouldBe(3);
        heard.Out.ShouldBe(["ready", "term", "count 1"]);
        reports[0].TermSent.ShouldBeTrue();
        reports[0].Killed.ShouldBeFalse();
        reports[0].Proven.ShouldBeTrue();
    }

    [Fact]
    public async Task A_deaf_child_is_killed_after_its_grace()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done", heard.Sink);
        await heard.LineAsync("ready");
        var report = await child.StopAsync(TimeSpan.FromMilliseconds(300));
        report.Killed.ShouldBeTrue();
        report.Took.ShouldBeInRange(TimeSpan.FromMilliseconds(290), Pace.Seconds(2));
        (await child.Completion).Signal.ShouldBe(9);
    }

    [Fact]
    public async Task Kill_now_does_not_wait_for_the_grace()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done", heard.Sink);
        await heard.LineAsync("ready");
        var slow = child.StopAsync(TimeSpan.FromMinutes(5));
        var report = await child.KillNowAsync();
        (await slow).ShouldBe(report);
        report.Proven.ShouldBeTrue();
    }

    [Fact]
    public async Task Stopping_what_has_ended_sends_nothing()
    {
        await using var rig = new Rig();
        var child = await rig.ShellAsync("exit 0");
        await child.Completion;
        var report = await child.StopAsync();
        report.TermSent.ShouldBeFalse();
        report.Killed.ShouldBeFalse();
        (await child.KillNowAsync()).Killed.ShouldBeFalse();
    }
}
