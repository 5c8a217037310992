using System.Diagnostics;
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
    public async Task What_keeps_hold_of_trees_is_told_as_it_is()
    {
        await using var all = new Rig(options => options with { Guard = true });
        await Eventually.HoldsAsync(() => all.Supervisor.Protections.Contains("guard against kill -9"), "the guard is told of");
        all.Supervisor.Protections.ShouldContain("no new privileges");
        await using var bare = new Rig(options => options with { Guard = false, Subreaper = false, NoNewPrivileges = false });
        bare.Supervisor.Protections.ShouldBe(["a session for each job"]);
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

    [Fact]
    public async Task A_session_without_marks_is_killed_unless_it_ended_or_its_number_was_reused()
    {
        using var announced = await UnmarkedAsync();
        using var ended = await UnmarkedAsync();
        using var reused = await UnmarkedAsync();
        using var guard = StartGuard();
        await guard.StandardInput.WriteAsync(
            $"+{announced.Id} {Start(announced)}\n+{ended.Id} {Start(ended)}\n+{reused.Id} {Start(reused) - 1}\n-{ended.Id}\n");
        guard.StandardInput.Close();
        await guard.WaitForExitAsync(TestContext.Current.CancellationToken);
        Eventually.IsGone(announced.Id).ShouldBeTrue();
        Eventually.IsGone(ended.Id).ShouldBeFalse();
        Eventually.IsGone(reused.Id).ShouldBeFalse();
        ended.Kill();
        reused.Kill();
    }

    static async Task<Process> UnmarkedAsync()
    {
        var process = Process.Start("setsid", ["sleep", "1000"]);
        // setsid keeps its number, as it leads no group yet.
        await Eventually.HoldsAsync(() => ProcStat.TryRead(process.Id, out var stat) && stat.Session == process.Id, "it leads a session");
        return process;
    }

    static long Start(Process process) => ProcessIdentity.Of(process.Id)!.StartTicks;

    static Process StartGuard() => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard.Script, "guard", Guid.NewGuid().ToString("N"), "1234567890"])
    {
        RedirectStandardInput = true,
        UseShellExecute = false,
    })!;
}
