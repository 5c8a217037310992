namespace Longhaul.Processes.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task The_exit_code_and_both_streams_are_reported()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("echo one; echo two >&2; exit 7", heard.Sink);
        var exit = await child.Completion;
        exit.ExitCode.ShouldBe(7);
        exit.Signal.ShouldBeNull();
        exit.Process.Pid.ShouldBe(child.Pid);
        exit.Process.BootId.ShouldBe(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
        heard.Out.ShouldBe(["one"]);
        heard.Error.ShouldBe(["two"]);
    }

    [Theory]
    [InlineData("; rm -rf x")]
    [InlineData("--exec=/bin/true")]
    [InlineData("two\nlines\n")]
    [InlineData("\"double\" and 'single' $HOME `id` $(id) \\ * ?")]
    [InlineData("")]
    [InlineData("grüße 🎬")]
    public async Task A_value_stays_one_argument(string value)
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.StartAsync(heard.Sink, "/bin/sh", "-c", "printf '%s|' \"$#\" \"$1\"", "sh", value);
        (await child.Completion).ExitCode.ShouldBe(0);
        string.Join("\n", heard.Out).ShouldBe($"1|{value}|");
    }

    [Fact]
    public async Task The_environment_is_what_the_spec_says_and_the_two_marks()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.StartAsync(heard.Sink, "env");
        await child.Completion;
        heard.Out.Select(line => line.Split('=')[0]).Order().ShouldBe(["LANG", "LONGHAUL_INSTANCE", "LONGHAUL_TREE", "PATH"]);
        heard.Out.ShouldContain($"LONGHAUL_INSTANCE={rig.InstanceId}");
    }

    [Fact]
    public async Task The_child_leads_its_own_session_with_an_empty_input_in_the_given_folder()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("readlink /proc/self/fd/0; pwd; cut -d' ' -f5,6 /proc/$$/stat", heard.Sink);
        await child.Completion;
        heard.Out.ShouldBe(["/dev/null", rig.Folder, $"{child.Pid} {child.Pid}"]);
    }

    [Fact]
    public async Task No_signal_is_ignored_or_blocked_in_the_child()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.StartAsync(heard.Sink, "grep", "-E", "^(SigBlk|SigIgn|NoNewPrivs):", "/proc/self/status");
        await child.Completion;
        // 32 and 33 are the C library's own.
        heard.Out.ShouldBe(["SigBlk:\t0000000000000000", "SigIgn:\t0000000180000000", "NoNewPrivs:\t1"]);
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_program_silently_as_in_a_shell()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.BashAsync("set -o pipefail; yes | head -1; echo ${PIPESTATUS[0]}", heard.Sink);
        (await child.Completion).ExitCode.ShouldBe(0);
        heard.Out.ShouldBe(["y", "141"]);
        heard.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_are_set_from_outside()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var go = Path.Combine(rig.Folder, "go");
        await Fifo.MakeAsync(go);
        var spec = rig.Spec("sh", "-c", "read line <go; cat /proc/self/limits") with
        {
            Limits = new ProcessLimits { OpenFiles = 77, FileBytes = 4096 * 1000, CpuSeconds = 9, Processes = 5000 },
        };
        var child = await rig.Supervisor.StartAsync(spec, heard.Sink);
        Fifo.LetGo(go);
        await child.Completion;
        string Limit(string name) => string.Join(' ', heard.Out.Single(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3..^1]);
        Limit("Max open files").ShouldBe("77 77");
        Limit("Max file size").ShouldBe("4096000 4096000");
        Limit("Max core file size").ShouldBe("0 0");
        Limit("Max cpu time").ShouldBe("9 9");
        Limit("Max processes").ShouldBe("5000 5000");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named_with_the_path_that_was_searched()
    {
        await using var rig = new Rig();
        var failure = await Should.ThrowAsync<ChildStartException>(() => rig.StartAsync(null, "no-such-tool"));
        failure.Message.ShouldBe("The command 'no-such-tool' was not found on PATH (/usr/local/bin:/usr/bin:/bin).");
        failure.Failure.ShouldBe(StartFailure.Definition);
    }

    [Fact]
    public async Task The_childs_own_path_is_searched_and_a_relative_command_starts_at_its_folder()
    {
        await using var rig = new Rig();
        await WriteScriptAsync(rig, "bin/tool", "#!/bin/sh\nexit 5\n", executable: true);
        var environment = new Dictionary<string, string> { ["PATH"] = "/nowhere:bin" };
        var onPath = await rig.Supervisor.StartAsync(rig.Spec("tool") with { Environment = environment }, (_, _, _) => { });
        (await onPath.Completion).ExitCode.ShouldBe(5);
        (await (await rig.StartAsync(null, "bin/tool")).Completion).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task What_cannot_be_started_is_explained()
    {
        await using var rig = new Rig();
        await WriteScriptAsync(rig, "plain", "#!/bin/sh\n", executable: false);
        await WriteScriptAsync(rig, "lost", "#!/no/such/interpreter\n", executable: true);
        await WriteScriptAsync(rig, "text", "hello\n", executable: true);
        async Task<string> Message(ChildProcessSpec spec) =>
            (await Should.ThrowAsync<ChildStartException>(() => rig.Supervisor.StartAsync(spec, (_, _, _) => { }))).Message;

        (await Message(rig.Spec("./plain"))).ShouldContain("plain' is not executable; allow it with: chmod +x");
        (await Message(rig.Spec("./lost"))).ShouldContain("names an interpreter in its first line that does not exist");
        (await Message(rig.Spec("./text"))).ShouldContain("neither a program for this machine nor a script");
        (await Message(rig.Spec("./absent"))).ShouldContain("'./absent' does not exist");
        (await Message(rig.Spec("/tmp"))).ShouldBe("'/tmp' is a folder, not a program.");
        (await Message(rig.Spec("true") with { WorkingDirectory = "/no/where" })).ShouldBe("The working directory '/no/where' does not exist.");
        (await Message(rig.Spec())).ShouldContain("no command");
        (await Message(rig.Spec("echo", "a\0b"))).ShouldBe("Argument 1 of 'echo' contains a NUL character, which no program can receive.");
        (await Message(rig.Spec("echo", new string('x', 3_000_000)))).ShouldContain("too long for the system");
    }

    static async Task WriteScriptAsync(Rig rig, string name, string text, bool executable)
    {
        var path = Path.Combine(rig.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, executable ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);
    }
}
