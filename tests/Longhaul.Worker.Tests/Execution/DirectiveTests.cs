using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker.Tests.Execution;

public sealed class DirectiveTests
{
    [Fact]
    public async Task Outputs_are_JSON_where_they_parse_and_text_else()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            echo '::output count=3'
            echo '::output scenes=[{"id":1}]'
            echo '::output text=no: json = "this"'
            echo '::output zip=01234'
            echo '::output count=4'
            """);

        (await rig.RunAsync()).Output.ShouldBe("""{"count":4,"scenes":[{"id":1}],"text":"no: json = \u0022this\u0022","zip":"01234"}""");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_noted_and_harms_nothing()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            echo '::output good=1'
            echo '::output bad="\ud800"'
            echo '::output deep={"a":["\udc00x"]}'
            echo '::output name={"\ud800":1}'
            echo '::checkpoint {"x":"\ud800"}'
            """);

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Completed);
        outcome.Output.ShouldBe("""{"good":1}""");
        (await rig.LogAsync(stream: LogStream.System)).Split("half a surrogate pair").Length.ShouldBe(5);
        (await rig.Store.Queries.GetAsync(1))!.Checkpoint.ShouldBeNull();
    }

    [Fact]
    public async Task What_it_did_goes_into_the_audit_log_with_its_outcome_whatever_that_is_within_bounds()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            echo '::audit ROLLED_BACK staging to 1.1.0'
            echo "::audit LONG $(printf 'x%.0s' {1..1200})"
            echo '::audit no such word'
            for n in {1..99}; do echo "::audit MANY $n"; done
            exit 3
            """);

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Audit.Count.ShouldBe(100);
        outcome.Audit[0].ShouldBe(new AuditNote("ROLLED_BACK", "staging to 1.1.0"));
        outcome.Audit[1].ShouldBe(new AuditNote("LONG", new string('x', 999) + "…"));
        outcome.Audit[99].ShouldBe(new AuditNote("MANY", "98"));
        var log = await rig.LogAsync(stream: LogStream.System);
        log.ShouldContain("::audit 'no' is not a word of capital letters");
        log.ShouldContain("warning: MANY is not in the audit log: 101 audit notes of one attempt; at most 100 are taken");
    }

    [Fact]
    public async Task What_is_said_on_the_standard_error_is_no_directive()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo '::fail not meant' >&2; echo '::output a=1' >&2");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Completed);
        outcome.Output.ShouldBeNull();
        (await rig.LogAsync(stream: LogStream.Error)).ShouldBe("::fail not meant\n::output a=1\n");
    }

    [Fact]
    public async Task An_output_longer_than_a_piece_of_a_line_is_whole()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("printf '::output long=\"%s\"\\n' \"$(head -c 200000 /dev/zero | tr '\\0' x)\"");

        (await rig.RunAsync()).Output!.Length.ShouldBe(200_000 + "{\"long\":\"\"}".Length);
        (await rig.LogAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_much_output_fails_for_good()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("for i in 1 2 3; do printf '::output x%s=\"%s\"\\n' $i \"$(head -c 400000 /dev/zero | tr '\\0' x)\"; done");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("output");
    }

    [Fact]
    public async Task A_colon_in_the_middle_of_a_long_line_is_no_directive()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("head -c 16384 /dev/zero | tr '\\0' x; echo '::fail not meant'");

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public async Task Stage_progress_and_checkpoint_are_seen_while_it_runs()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo '::stage drawing'; echo '::progress 42 eta=30s'; echo '::checkpoint {\"at\":9}'; touch ready; until [ -e go ]; do sleep 0.01; done");
        var running = rig.RunAsync();

        var seen = await rig.UntilAsync(job => job.Checkpoint is not null);
        File.WriteAllText(rig.File("go"), "");

        (seen.Stage, seen.Progress, seen.EtaSeconds, seen.Checkpoint).ShouldBe(("drawing", 42.0, 30.0, """{"at":9}"""));
        (await running).Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public async Task A_checkpoint_reaches_the_next_attempt()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            if [ -n "$LONGHAUL_CHECKPOINT" ]; then cat "$LONGHAUL_CHECKPOINT" > seen; exit 0; fi
            echo '::checkpoint {"scene":3}'
            echo '::retry 0s again, please'
            exit 1
            """);
        var first = await rig.RunAsync();
        await rig.Store.Upkeep.PromoteDueAsync(10);

        var second = await rig.RunAsync(await rig.ClaimAsync());

        first.Kind.ShouldBe(OutcomeKind.Retry);
        second.Kind.ShouldBe(OutcomeKind.Completed);
        rig.Read("seen").ShouldBe("""{"scene":3}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(78)]
    public async Task A_wish_to_be_tried_again_counts_more_than_the_exit_code(int code)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"echo '::retry 30s the other side is busy'; exit {code}");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Delay.ShouldBe(TimeSpan.FromSeconds(30));
        outcome.Error.ShouldBe(new JobError("retry", "the other side is busy"));
    }

    [Fact]
    public async Task A_word_that_it_failed_for_good_counts_more_than_the_policy()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo '::fail no such voice'; echo ECONNRESET >&2; exit 75", kind => kind with { Retry = RetryPolicy.ForHandlers });

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error.ShouldBe(new JobError("fail", "no such voice"));
    }

    [Fact]
    public async Task Warnings_and_what_is_not_understood_are_in_the_log_and_unknown_words_are_plain_output()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo '::warning thin ice'; echo '::progress lots'; echo '::group x'; echo '::cost component=tts amount=-1'; echo '::cost component=tts amount=2000000000'");

        await rig.RunAsync();

        var system = await rig.LogAsync(stream: LogStream.System);
        system.ShouldContain("warning: thin ice\n");
        system.ShouldContain("is not a percentage");
        system.ShouldContain("'-1' is not an amount");
        system.ShouldContain("warning: a cost is not kept: the amount 2000000000 is more than 1000000000");
        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("::group x\n");
    }

    [Fact]
    public async Task Progress_of_ffmpeg_is_understood_and_not_logged()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            echo '  Duration: 00:00:10.00, start: 0.000000, bitrate: 1 kb/s' >&2
            until grep -q Duration "$LONGHAUL_WORK"/../../logs/1/1.log; do sleep 0.01; done 2>/dev/null
            printf 'frame=10\nfps=25.0\nout_time_us=4000000\nspeed=2x\nprogress=continue\n'
            echo done
            """,
            kind => kind with { Command = kind.Command! with { Progress = ProgressFormat.Ffmpeg } });
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        await rig.Engine.RunAsync(job, new AttemptStop());
        await rig.Engine.Output.FlushAsync([job.Running!.Value]);

        var record = (await rig.Store.Queries.GetAsync(1)).ShouldNotBeNull();
        record.Progress.ShouldBe(40);
        record.EtaSeconds.ShouldBe(3);
        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("done\n");
    }

    [Fact]
    public async Task Lines_that_replace_each_other_are_in_the_file_only()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("for i in 1 2 3; do printf '%s%%\\r' $i; done; echo; echo end");

        await rig.RunAsync();

        (await rig.LogAsync()).ShouldBe("3%\nend\n");
        rig.Read("data/logs/1/1.log").ShouldContain("2%");
    }
}
