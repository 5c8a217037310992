using Longhaul.Processes.Native;

namespace Longhaul.Processes.Tests;

public sealed class IdentityTests
{
    [Fact]
    public void This_process_is_alive() => ProcessIdentity.Self.Check().ShouldBe(Liveness.Alive);

    [Fact]
    public void A_later_process_with_the_same_number_is_not_it() =>
        (ProcessIdentity.Self with { StartTicks = ProcessIdentity.Self.StartTicks - 1 }).Check().ShouldBe(Liveness.Dead);

    [Fact]
    public void Another_boot_or_namespace_tells_nothing()
    {
        (ProcessIdentity.Self with { BootId = "another" }).Check().ShouldBe(Liveness.Unknown);
        (ProcessIdentity.Self with { PidNamespace = "pid:[1]" }).Check().ShouldBe(Liveness.Unknown);
    }

    [Fact]
    public async Task A_zombie_is_dead()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("sh -c 'echo zombie=$$; sleep 0.2' & exec sleep 100", heard.Sink);
        var pid = await heard.PidAsync("zombie=");
        await Eventually.HoldsAsync(() => ProcStat.TryRead(pid, out var stat) && stat.State == 'Z', "it is a zombie");
        ProcStat.TryRead(pid, out var zombie);
        Libc.Kill(pid, 0).ShouldBe(0, "kill takes a zombie for alive");
        ProcessIdentity.At(pid, zombie.StartTicks).Check().ShouldBe(Liveness.Dead);
        ProcessIdentity.Of(pid).ShouldBeNull();
        await child.KillNowAsync();
    }

    [Theory]
    [InlineData("7 (a) b) c) S 3 4 5 0 -1 0 0 0 0 0 10 20 30 40 20 0 1 0 777 123 456 18446744073709551615 0")]
    [InlineData("7 (with space) S 3 4 5 0 -1 0 0 0 0 0 10 20 30 40 20 0 1 0 777 123 456")]
    public void A_name_with_brackets_does_not_confuse(string line)
    {
        ProcStat.TryParse(7, System.Text.Encoding.ASCII.GetBytes(line), out var stat).ShouldBeTrue();
        stat.ShouldBe(new ProcStat(7, 'S', 3, 4, 5, 100, 777, 456));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (x")]
    [InlineData("7 (x)")]
    [InlineData("7 (x) S 1 2")]
    public void A_line_cut_short_is_no_process(string line) =>
        ProcStat.TryParse(7, System.Text.Encoding.ASCII.GetBytes(line), out _).ShouldBeFalse();

    [Fact]
    public async Task Nobody_is_declared_dead_for_want_of_a_descriptor_to_look_with()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync($"ulimit -n 200; export DOTNET_EnableWriteXorExecute=0; exec '{Rig.Dummy}' exhaust", heard.Sink);
        (await child.Completion).ExitCode.ShouldBe(0, string.Join('\n', heard.Error));
        heard.Out.ShouldBe(["Alive Unknown Alive"]);
    }
}
