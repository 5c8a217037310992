using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Tests.Execution;

public sealed class OutOfMemoryTests
{
    private const string KillsItself = "touch ready; until [ -e go ]; do sleep 0.02; done; kill -9 $$";
    private const string Greedy = "x=$(head -c 150000000 /dev/zero | tr \"\\\\0\" x); sleep 600";

    [Theory]
    [InlineData(KillsItself)]
    [InlineData("touch ready; until [ -e go ]; do sleep 0.02; done; bash -c 'kill -9 $$'; exit $?")]
    public async Task A_kill_that_was_not_ours_while_the_kernel_killed_for_want_of_memory_is_oom(string script)
    {
        await using var rig = new ExecutionRig { OomKills = 3 };
        rig.Bash(script);
        var outcome = await RunAsync(rig, () => rig.OomKills++);

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("oom");
        outcome.Error.Message.ShouldContain("Killed by the kernel for want of memory");
    }

    [Theory]
    [InlineData(KillsItself, "signal")]
    [InlineData("touch ready; exit 137", "exit_code")]
    public async Task Without_that_it_is_a_crash_as_any(string script, string code)
    {
        await using var rig = new ExecutionRig { OomKills = 3 };
        rig.Bash(script);
        (await RunAsync(rig, () => { })).Error!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_kill_of_what_holds_nearly_all_there_is_is_oom_too()
    {
        await using var rig = new ExecutionRig { MemoryBytes = 100_000_000 };
        rig.Bash("x=$(head -c 120000000 /dev/zero | tr '\\0' x); " + KillsItself);
        (await RunAsync(rig, () => SeenAsync(rig, bytes: 100_000_000))).Error!.Code.ShouldBe("oom");
    }

    [Fact]
    public async Task Another_signal_than_kill_is_never_oom()
    {
        await using var rig = new ExecutionRig { OomKills = 3 };
        rig.Bash(KillsItself.Replace("-9", "-11"));
        (await RunAsync(rig, () => rig.OomKills++)).Error!.Code.ShouldBe("signal");
    }

    [Fact]
    public async Task A_kind_that_says_fail_is_not_tried_again()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(Greedy, kind => kind with { MemoryBytes = 60_000_000, OnOom = new OomRule(Retry: false), Retry = RetryPolicy.ForHandlers });
        var outcome = await rig.RunAsync();
        (outcome.Kind, outcome.Error!.Code).ShouldBe((OutcomeKind.Failed, "oom"));
        outcome.Error.Message.ShouldEndWith("Its kind says on_oom: fail.");
    }

    [Fact]
    public async Task No_attempt_grows_beyond_what_the_worker_has()
    {
        await using var rig = new ExecutionRig { MemoryBytes = 60_000_000 };
        rig.Bash(Greedy, kind => kind with { MemoryBytes = 40_000_000, OnOom = new OomRule(Retry: true, 10), Retry = RetryPolicy.ForCommands with { Base = TimeSpan.Zero } });
        await rig.EnqueueAsync();
        foreach (var text in (string[])["it may hold 40 MB", "it may hold 60 MB"])
        {
            await rig.Store.Upkeep.PromoteDueAsync(10);
            (await rig.RunAsync(await rig.ClaimAsync())).Error!.Message.ShouldContain(text);
        }
    }

    [Fact]
    public async Task Each_attempt_after_one_that_ran_out_may_hold_more_up_to_the_most_and_then_it_fails()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(Greedy, kind => kind with { MemoryBytes = 40_000_000, OnOom = new OomRule(Retry: true, 1.5, 80_000_000), Retry = RetryPolicy.ForCommands with { Base = TimeSpan.Zero } });
        await rig.EnqueueAsync();
        foreach (var (kind, text) in new[]
        {
            (OutcomeKind.Retry, "it may hold 40 MB. The next attempt may hold 60 MB."),
            (OutcomeKind.Retry, "it may hold 60 MB. The next attempt may hold 80 MB."),
            (OutcomeKind.Failed, "it may hold 80 MB. That is the most that its kind allows by on_oom."),
        })
        {
            await rig.Store.Upkeep.PromoteDueAsync(10);
            var outcome = await rig.RunAsync(await rig.ClaimAsync());
            outcome.Kind.ShouldBe(kind);
            outcome.Error!.Message.ShouldEndWith(text);
        }
    }

    [Fact]
    public async Task The_guard_of_the_worker_sees_a_running_tree_and_can_kill_it_and_no_longer_when_it_is_over()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("touch ready; sleep 600");
        var running = rig.RunAsync();
        while (!File.Exists(rig.File("ready")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        var tree = rig.Trees.All.Single();
        tree.Look().ShouldBeGreaterThan(500_000);
        tree.HeldBytes.ShouldBeGreaterThan(500_000);
        tree.Kill("Too much.");
        var outcome = await running;
        (outcome.Kind, outcome.Error).ShouldBe((OutcomeKind.Failed, new JobError("oom", "Too much.")));
        rig.Trees.IsEmpty.ShouldBeTrue();
        (await rig.LogAsync(stream: LogStream.System)).ShouldContain("Too much.");
    }

    private static Task<Outcome> RunAsync(ExecutionRig rig, Action meanwhile) => RunAsync(
        rig,
        () =>
        {
            meanwhile();
            return Task.CompletedTask;
        });

    /// <summary>Waits until the watch has seen its processes hold so much.</summary>
    private static async Task SeenAsync(ExecutionRig rig, long bytes)
    {
        while (rig.Trees.All.Single().HeldBytes < bytes)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Outcome> RunAsync(ExecutionRig rig, Func<Task> meanwhile)
    {
        var running = rig.RunAsync();
        while (!File.Exists(rig.File("ready")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await meanwhile();
        await File.WriteAllTextAsync(rig.File("go"), "");
        return await running;
    }
}
