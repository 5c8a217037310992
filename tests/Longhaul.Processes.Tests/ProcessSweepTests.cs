using Longhaul.Processes.Native;

namespace Longhaul.Processes.Tests;

[Collection(Alone.Name)]
public sealed class ProcessSweepTests
{
    [Fact]
    public async Task What_a_dead_worker_and_a_dead_guard_left_behind_is_found_and_killed()
    {
        await using var rig = new Rig();
        using var worker = new WorkerProcess(rig.Folder, Trees.Deaf);
        var pids = await worker.Heard.PidsAsync();
        var identity = ProcessIdentity.Of(worker.Pid)!;
        await KillWithGuardAsync(worker);
        pids.ShouldAllBe(pid => !Eventually.IsGone(pid));

        var report = await ProcessSweep.RunAsync([new PreviousInstance(worker.InstanceId, identity, [])]);
        report.Proven.ShouldBeTrue();
        report.Killed.ShouldBeGreaterThanOrEqualTo(pids.Length);
        pids.ShouldAllBe(pid => Eventually.IsGone(pid));
    }

    [Fact]
    public async Task A_living_worker_is_left_alone()
    {
        await using var rig = new Rig();
        using var worker = new WorkerProcess(rig.Folder, "echo child=$$; while :; do sleep 0.1; done");
        var pid = await worker.Heard.PidAsync("child=");
        var report = await ProcessSweep.RunAsync([new PreviousInstance(worker.InstanceId, ProcessIdentity.Of(worker.Pid), [])]);
        report.StillAlive.ShouldBe([worker.InstanceId]);
        Eventually.IsGone(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_on_file_is_swept_and_a_reused_number_is_not()
    {
        await using var rig = new Rig();
        var stranger = await rig.ShellAsync("while :; do sleep 0.1; done");
        var onFile = stranger.Identity with { StartTicks = stranger.Identity.StartTicks - 1000 };
        var elsewhere = stranger.Identity with { BootId = "another boot" };
        var none = await ProcessSweep.RunAsync([new PreviousInstance("gone", null, [onFile, elsewhere])]);
        none.Killed.ShouldBe(0);
        Eventually.IsGone(stranger.Pid).ShouldBeFalse();
        var found = await ProcessSweep.RunAsync([new PreviousInstance("gone", null, [stranger.Identity])]);
        found.Killed.ShouldBeGreaterThanOrEqualTo(1);
        (await stranger.Completion).Signal.ShouldBe(9);
    }

    static async Task KillWithGuardAsync(WorkerProcess worker)
    {
        var guard = await worker.Heard.PidAsync("guard=");
        // Stopped first, so that neither can act on the other's death.
        Libc.Kill(worker.Pid, 19);
        Libc.Kill(guard, Signals.Kill);
        worker.KillOutright();
        await Eventually.HoldsAsync(() => Eventually.IsGone(worker.Pid) && Eventually.IsGone(guard), "worker and guard are gone");
    }
}
