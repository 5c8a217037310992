using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker.Tests.Execution;

public sealed class StopTests
{
    private const string Obedient = "trap 'echo told >> told; exit 0' TERM; echo $$ > pid; mv pid ready; while :; do sleep 0.02; done";

    [Theory]
    [InlineData("Cancelled", OutcomeKind.Cancelled)]
    [InlineData("Shutdown", OutcomeKind.Released)]
    [InlineData("TimedOut", OutcomeKind.Failed)]
    [InlineData("Lost", OutcomeKind.Released)]
    public async Task A_stop_gives_its_own_outcome_even_where_the_command_then_exits_0(string reason, OutcomeKind expected)
    {
        await using var rig = new ExecutionRig();
        rig.Bash(Obedient, kind => kind with { Timeout = TimeSpan.FromSeconds(90) });
        var (running, stop) = await StartAsync(rig);

        stop.Request(Enum.Parse<StopReason>(reason));

        (await running).Kind.ShouldBe(expected);
    }

    [Fact]
    public async Task A_command_is_told_once()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(Obedient);
        var (running, stop) = await StartAsync(rig);

        stop.Request(StopReason.Cancelled);
        stop.Request(StopReason.Shutdown);
        await running;

        rig.Read("told").ShouldBe("told\n");
    }

    [Fact]
    public async Task A_timeout_is_retried_as_the_policy_says_and_names_the_limit()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(Obedient, kind => kind with { Timeout = TimeSpan.FromMinutes(5), Retry = RetryPolicy.ForHandlers });
        var (running, stop) = await StartAsync(rig);

        stop.Request(StopReason.TimedOut);

        var outcome = await running;
        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Code.ShouldBe("timeout");
        outcome.Error.Message.ShouldContain("5 min");
    }

    [Fact]
    public async Task A_tree_that_ignores_TERM_forks_twice_and_leaves_its_session_is_dead_after_the_grace()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            trap '' TERM
            (setsid bash -c 'trap "" TERM; echo $BASHPID > far; while :; do sleep 0.05; done' &)
            bash -c 'trap "" TERM; echo $BASHPID > near; while :; do sleep 0.05; done' &
            while [ ! -s far ] || [ ! -s near ]; do sleep 0.01; done
            touch ready
            while :; do sleep 0.05; done
            """,
            kind => kind with { Grace = TimeSpan.FromMilliseconds(300) });
        var (running, stop) = await StartAsync(rig);
        var started = Stopwatch.GetTimestamp();

        stop.Request(StopReason.Cancelled);

        var outcome = await running;
        outcome.Kind.ShouldBe(OutcomeKind.Cancelled);
        outcome.Resources!.Signal.ShouldBe(9);
        ProcessIdentity.Of(int.Parse(rig.Read("far"))).ShouldBeNull();
        ProcessIdentity.Of(int.Parse(rig.Read("near"))).ShouldBeNull();
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10), "the grace of a kind that says none");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_attempt_and_a_hurry_get_no_grace(bool lost)
    {
        await using var rig = new ExecutionRig();
        rig.Bash("trap '' TERM; touch ready; while :; do sleep 0.05; done", kind => kind with { Grace = TimeSpan.FromMinutes(5) });
        var (running, stop) = await StartAsync(rig);

        if (lost)
        {
            stop.Request(StopReason.Lost);
        }
        else
        {
            stop.Request(StopReason.Shutdown);
            stop.Kill();
        }

        (await running.WaitAsync(TimeSpan.FromSeconds(20))).Kind.ShouldBe(OutcomeKind.Released);
    }

    [Fact]
    public async Task An_attempt_stopped_before_it_began_starts_nothing()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("touch started");
        var stop = new AttemptStop();
        stop.Request(StopReason.Shutdown);

        (await rig.RunAsync(stop: stop)).Kind.ShouldBe(OutcomeKind.Released);

        File.Exists(rig.File("started")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_silent_command_is_stuck()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("sleep 600", kind => kind with { StallTimeout = TimeSpan.FromSeconds(1.5) });

        var outcome = await rig.RunAsync();

        outcome.Error!.Code.ShouldBe("stalled");
        (await rig.LogAsync(stream: LogStream.System)).ShouldContain("No output");
    }

    [Theory]
    [InlineData("for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.4; done")]
    [InlineData("end=$((SECONDS + 4)); while [ $SECONDS -lt $end ]; do :; done")]
    public async Task A_command_that_speaks_or_computes_is_not_stuck(string script)
    {
        await using var rig = new ExecutionRig();
        rig.Bash(script, kind => kind with { StallTimeout = TimeSpan.FromSeconds(2.2) });

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public async Task A_tree_over_its_memory_is_killed_with_the_figures()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            "bash -c 'x=$(head -c 150000000 /dev/zero | tr \"\\\\0\" x); sleep 600' & wait",
            kind => kind with { MemoryBytes = 60 * 1024 * 1024, Retry = RetryPolicy.ForHandlers });

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Code.ShouldBe("oom");
        outcome.Error.Message.ShouldContain("it may hold 63 MB");
        outcome.Resources!.PeakMemoryBytes!.Value.ShouldBeGreaterThan(60 * 1024 * 1024);
    }

    [Fact]
    public async Task A_tree_that_is_over_its_memory_for_less_than_a_second_is_killed_too()
    {
        // Who looks after it may itself wait for a processor meanwhile.
        (string? Code, bool Survived) seen = (null, true);
        for (var tries = 0; tries < 3 && seen.Survived; tries++)
        {
            await using var rig = new ExecutionRig();
            rig.Bash(
                "sleep 0.3; head -c 120000000 /dev/zero | tail -c 110000000 | sleep 0.9; touch survived",
                kind => kind with { MemoryBytes = 60 * 1024 * 1024 });
            seen = ((await rig.RunAsync()).Error?.Code, File.Exists(rig.File("survived")));
        }

        seen.ShouldBe(("oom", false));
    }

    private static async Task<(Task<Outcome> Running, AttemptStop Stop)> StartAsync(ExecutionRig rig)
    {
        var stop = new AttemptStop();
        var running = rig.RunAsync(stop: stop);
        while (!File.Exists(rig.File("ready")) && !running.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return (running, stop);
    }
}
