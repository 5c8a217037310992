using Longhaul.Processes.Native;

namespace Longhaul.Processes.Tests;

[Collection(Alone.Name)]
public sealed class GuardTests
{
    [Fact]
    public async Task Nobody_is_alive_a_second_after_the_worker_was_killed()
    {
        await using var rig = new Rig();
        using var worker = new WorkerProcess(rig.Folder, Trees.Deaf);
        var pids = await worker.Heard.PidsAsync();
        var guard = await worker.Heard.PidAsync("guard=");
        guard.ShouldBePositive();
        worker.KillOutright();
        await Eventually.HoldsAsync(() => pids.All(Eventually.IsGone), "all are dead", seconds: 1);
        await Eventually.HoldsAsync(() => Eventually.IsGone(guard), "the guard has left");
    }

    [Fact]
    public async Task The_guard_ignores_polite_signals_and_holds_nothing_of_the_jobs()
    {
        await using var rig = new Rig();
        using var worker = new WorkerProcess(rig.Folder, Trees.Deaf);
        var pids = await worker.Heard.PidsAsync();
        var guard = await worker.Heard.PidAsync("guard=");
        foreach (var signal in (int[])[1, 2, 15])
        {
            Libc.Kill(guard, signal);
        }
        Directory.GetFiles($"/proc/{guard}/fd").Select(Path.GetFileName).Order().ShouldBe(["0", "1", "2"]);
        ProcStat.TryRead(guard, out var stat).ShouldBeTrue();
        stat.Session.ShouldBe(guard);
        worker.KillOutright();
        await Eventually.HoldsAsync(() => pids.All(Eventually.IsGone), "all are dead", seconds: 1);
    }

    [Fact]
    public async Task A_killed_guard_is_replaced()
    {
        await using var rig = new Rig(options => options with { Guard = true });
        await Eventually.HoldsAsync(() => rig.Supervisor.GuardPid > 0, "a guard stands");
        var first = rig.Supervisor.GuardPid;
        Libc.Kill(first, Signals.Kill);
        await Eventually.HoldsAsync(() => rig.Supervisor.GuardPid is > 0 and var next && next != first, "another guard stands");
    }
}
