using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Tests.Execution;

public sealed class CommandTests
{
    [Fact]
    public async Task A_command_runs_to_its_end_and_its_output_is_in_the_log()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo hello; echo trouble >&2");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Completed);
        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("hello\n");
        (await rig.LogAsync(stream: LogStream.Error)).ShouldBe("trouble\n");
        rig.Read("data/logs/1/1.log").Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["hello", "trouble"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_it_used_goes_with_the_outcome()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("exit 3");

        var resources = (await rig.RunAsync()).Resources.ShouldNotBeNull();

        resources.ExitCode.ShouldBe(3);
        resources.Signal.ShouldBeNull();
        resources.CpuMs.ShouldNotBeNull();
        resources.WallMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_peak_memory_of_a_small_command_is_never_the_worker_s_own()
    {
        await using var rig = new ExecutionRig();
        rig.Command(["true"]);
        for (var i = 0; i < 20; i++)
        {
            (await rig.RunAsync()).Resources.ShouldNotBeNull().PeakMemoryBytes.ShouldBeNull();
        }
    }

    [Fact]
    public async Task The_peak_memory_of_a_small_command_that_was_watched_is_what_was_seen()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("until [ -e go ]; do sleep 0.05; done");
        var running = rig.RunAsync();
        while (!running.IsCompleted && !rig.Trees.All.Any(tree => tree.HeldBytes > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(rig.File("go"), "", TestContext.Current.CancellationToken);

        var peak = (await running).Resources.ShouldNotBeNull().PeakMemoryBytes.ShouldNotBeNull();

        peak.ShouldBeInRange(100_000, 20_000_000);
    }

    [Theory]
    [InlineData("; rm -rf /tmp/nothing")]
    [InlineData("--exec=rm")]
    [InlineData("a\nb\n")]
    [InlineData("\"'`$(id)` \\ *")]
    [InlineData("żółć 🚚 \u202e")]
    [InlineData("{{ input.other }}")]
    [InlineData("")]
    public async Task A_value_stays_one_argument_whatever_is_in_it(string value)
    {
        await using var rig = new ExecutionRig();
        rig.Command(["bash", "-c", "printf '%s\\0' \"$#\" \"$@\" > seen", "script", "{{ input.value }}", "last"]);

        await rig.RunAsync(JsonOf(value));

        rig.Read("seen").Split('\0').ShouldBe(["2", value, "last", ""]);
    }

    [Fact]
    public async Task A_NUL_in_a_value_fails_for_good_and_starts_nothing()
    {
        await using var rig = new ExecutionRig();
        rig.Command(["bash", "-c", "touch started", "script", "{{ input.value }}"]);

        var outcome = await rig.RunAsync("""{"value":"a\u0000b"}""");

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("NUL");
        File.Exists(rig.File("started")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_too_long_for_an_argument_fails_for_good_and_says_so()
    {
        await using var rig = new ExecutionRig();
        rig.Command(["true", "{{ input.value }}"]);

        var outcome = await rig.RunAsync(JsonOf(new string('x', 200_000)));

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("start");
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.Error.Message);
    }

    [Fact]
    public async Task A_shell_line_gets_its_values_as_environment()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Command = new CommandSpec { Shell = "printf %s \"$INPUT_THE_VALUE\" > seen" } });

        await rig.RunAsync("""{"the-value":"$(touch broken); x"}""");

        rig.Read("seen").ShouldBe("$(touch broken); x");
        File.Exists(rig.File("broken")).ShouldBeFalse();
    }

    [Fact]
    public async Task Values_that_cannot_be_variables_are_left_out_with_a_note_and_are_in_the_input_file()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Command = new CommandSpec { Shell = "env | grep ^INPUT_ | cut -c1-20 | sort > seen; wc -c < $LONGHAUL_INPUT >> seen" } });
        var most = new string('x', (128 * 1024) - "INPUT_MOST=".Length - 1);
        var input = $$"""{"short":"yes","nul":"a\u0000b","long":"{{most}}xx","most":"{{most}}"}""".Replace("\\\\u", "\\u");

        (await rig.RunAsync(input)).Kind.ShouldBe(OutcomeKind.Completed);

        rig.Read("seen").Trim().Split('\n').ShouldBe(["INPUT_MOST=xxxxxxxxx", "INPUT_SHORT=yes", $"{input.Length}"]);
        var notes = await rig.LogAsync(stream: LogStream.System);
        notes.ShouldContain("INPUT_NUL is not set, since its value has a NUL character");
        notes.ShouldContain("INPUT_LONG is not set, since its value is longer than the 131,072 bytes");
    }

    [Fact]
    public async Task Many_long_values_start_all_the_same()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Command = new CommandSpec { Shell = "env | grep -c ^INPUT_ > seen" } });
        var fields = Enumerable.Range(10, 30).Select(n => $"\"f{n}\":\"{new string('x', 100_000)}\"");

        (await rig.RunAsync($"{{{string.Join(',', fields)}}}")).Kind.ShouldBe(OutcomeKind.Completed);

        rig.Read("seen").ShouldBe("10\n");
    }

    [Fact]
    public async Task The_environment_is_clean_but_for_what_is_listed()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("env -0 > seen", kind => kind with
        {
            Command = kind.Command! with
            {
                Environment = new Dictionary<string, string> { ["FOR"] = "job of {{ input.who }}" }, Secrets = ["A_SECRET"],
            },
        });

        await rig.RunAsync("""{"who":"me"}""");

        var seen = rig.Read("seen").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=', 2)).ToDictionary(e => e[0], e => e[1]);
        seen.ShouldNotContainKey("FORGOTTEN");
        seen["FOR"].ShouldBe("job of me");
        seen["A_SECRET"].ShouldBe("s3cr3t-value");
        seen["LONGHAUL_JOB_ID"].ShouldBe("1");
        seen["LONGHAUL_ATTEMPT"].ShouldBe("1");
        seen["LONGHAUL_KIND"].ShouldBe("k");
        seen["LONGHAUL_QUEUE"].ShouldBe("default");
        seen["LANG"].ShouldBe("C.UTF-8");
        seen["TMPDIR"].ShouldStartWith(Path.Join(rig.Data, "work") + "/1-");
        seen.ShouldNotContainKey("LONGHAUL_CHECKPOINT");
    }

    [Fact]
    public async Task A_secret_that_is_printed_is_masked_everywhere()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            "echo \"key $A_SECRET, $A_SECRET.\"; echo \"bad key $A_SECRET\" >&2; exit 1",
            kind => kind with { Command = kind.Command! with { Secrets = ["A_SECRET"] } });

        (await rig.RunAsync()).Error!.Message.ShouldBe("exit code 1: bad key ***");

        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("key ***, ***.\n");
        rig.Read("data/logs/1/1.log").ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_secret_that_is_not_there_fails_for_good_and_is_named()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("true", kind => kind with { Command = kind.Command! with { Secrets = ["NO_SUCH_KEY"] } });

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("NO_SUCH_KEY");
    }

    [Fact]
    public async Task The_input_is_a_file()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("cat \"$LONGHAUL_INPUT\" > seen");

        await rig.RunAsync("""{"n":1}""");

        rig.Read("seen").ShouldBe("""{"n":1}""");
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/tmp")]
    [InlineData("link")]
    public async Task A_working_folder_outside_the_project_is_refused(string folder)
    {
        await using var rig = new ExecutionRig();
        File.CreateSymbolicLink(rig.File("link"), "/tmp");
        rig.Bash("true", kind => kind with { Command = kind.Command! with { WorkingDirectory = "{{ input.folder }}" } });

        var outcome = await rig.RunAsync(JsonOf(folder, "folder"));

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("path");
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_for_good()
    {
        await using var rig = new ExecutionRig();
        rig.Command(["no-such-program-here"]);

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("no-such-program-here");
    }

    [Fact]
    public async Task Nothing_is_left_of_the_scratch_folder()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("mkdir -p $LONGHAUL_WORK/deep/er; ln -s / $LONGHAUL_WORK/root; mktemp; touch \"$LONGHAUL_WORK/$(printf '\\377')\"");

        await rig.RunAsync();
        await rig.Engine.DisposeAsync();

        Directory.EnumerateFileSystemEntries(Path.Join(rig.Data, "work")).ShouldBeEmpty();
    }

    private static string JsonOf(string value, string name = "value") =>
        System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { [name] = value, ["other"] = "expanded" });
}
