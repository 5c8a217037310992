using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Tests.Execution;

public sealed class EndingTests
{
    [Theory]
    [InlineData(0, OutcomeKind.Completed)]
    [InlineData(1, OutcomeKind.Failed)]
    [InlineData(75, OutcomeKind.Retry)]
    [InlineData(78, OutcomeKind.Failed)]
    [InlineData(255, OutcomeKind.Failed)]
    public async Task An_exit_code_means(int code, OutcomeKind expected)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"exit {code}");

        (await rig.RunAsync()).Kind.ShouldBe(expected);
    }

    [Theory]
    [InlineData(3, OutcomeKind.Skipped)]
    [InlineData(4, OutcomeKind.Completed)]
    [InlineData(5, OutcomeKind.Retry)]
    [InlineData(75, OutcomeKind.Failed)]
    public async Task A_kind_may_map_exit_codes(int code, OutcomeKind expected)
    {
        await using var rig = new ExecutionRig();
        var codes = new Dictionary<int, ExitMeaning>
        {
            [3] = ExitMeaning.Skip, [4] = ExitMeaning.Complete, [5] = ExitMeaning.Retry, [75] = ExitMeaning.Fail,
        };
        rig.Bash($"exit {code}", kind => kind with { Command = kind.Command! with { ExitCodes = codes } });

        (await rig.RunAsync()).Kind.ShouldBe(expected);
    }

    [Theory]
    [InlineData("read ECONNRESET")]
    [InlineData("curl: (22) The requested URL returned error: HTTP 503")]
    [InlineData("getaddrinfo EAI_AGAIN example.org")]
    [InlineData("connect: Connection refused")]
    public async Task A_transient_word_in_the_errors_is_retried_even_where_one_attempt_is_all(string words)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"echo '{words}' >&2; exit 1");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_transient_word_is_found_through_much_else_but_not_beyond_the_last_64_KiB()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo ECONNRESET >&2; head -c ${1} /dev/zero | tr '\\0' 'x' | fold -w 99 >&2; echo >&2; exit 1".Replace("${1}", "60000"));
        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Retry);

        await using var other = new ExecutionRig();
        other.Bash("echo ECONNRESET >&2; head -c 70000 /dev/zero | tr '\\0' 'x' | fold -w 99 >&2; echo >&2; exit 1");
        (await other.RunAsync()).Kind.ShouldBe(OutcomeKind.Failed);
    }

    [Fact]
    public async Task The_words_for_transient_are_the_kind_s_own_where_it_has_some()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo 'quota exceeded' >&2; exit 1", kind => kind with { Retry = kind.Retry with { Transient = ["quota"] } });
        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Retry);

        await using var other = new ExecutionRig();
        other.Bash("echo ECONNRESET >&2; exit 1", kind => kind with { Retry = kind.Retry with { Transient = ["quota"] } });
        (await other.RunAsync()).Kind.ShouldBe(OutcomeKind.Failed);
    }

    [Fact]
    public async Task Transient_failures_end_after_five()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("exit 75");
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        (await rig.RunAsync(job with { Failures = 3 })).Kind.ShouldBe(OutcomeKind.Retry);
        (await rig.RunAsync(job with { Failures = 4 })).Kind.ShouldBe(OutcomeKind.Failed);
    }

    [Fact]
    public async Task A_retry_waits_as_the_policy_says()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("exit 1", kind => kind with { Retry = new RetryPolicy { Attempts = 3, Base = TimeSpan.FromSeconds(4), Factor = 3 } });
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        (await rig.RunAsync(job with { Failures = 1 })).Delay.ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task A_signal_is_named()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("kill -KILL $$");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error.ShouldBe(new JobError("signal", "killed by signal 9 (SIGKILL)"));
        outcome.Resources!.Signal.ShouldBe(9);
        outcome.Resources.ExitCode.ShouldBeNull();
    }

    [Fact]
    public async Task The_message_holds_the_last_words_on_one_line_without_control_characters()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("""for i in 1 2 3 4 5; do echo "line $i" >&2; done; printf '\033[31mred\a\n\n' >&2; exit 9""");

        (await rig.RunAsync()).Error.ShouldBe(new JobError("exit_code", "exit code 9: line 4 | line 5 | [31mred"));
    }

    [Fact]
    public async Task Endless_last_words_are_cut()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("head -c 30000 /dev/zero | tr '\\0' 'x' >&2; exit 9");

        (await rig.RunAsync()).Error!.Message.Length.ShouldBeLessThan(700);
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_fails_for_good()
    {
        await using var rig = new ExecutionRig();
        await rig.EnqueueAsync(kind: "stranger");

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("'stranger'");
    }
}
