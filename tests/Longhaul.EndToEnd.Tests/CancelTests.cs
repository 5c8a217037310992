using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Cancelling what runs.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class CancelTests
{
    private const double Grace = 1;

    private const string Yaml = """
        jobs:
          stubborn:
            command: [bash, stubborn.sh]
            grace: 1s
          polite:
            command: [bash, -c, 'trap "echo stopped >> ledger; exit 0" TERM; echo start >> ledger; while :; do sleep 0.1; done']
            grace: 10s
        """;

    // Forked twice; one with a session of its own, one that holds the pipe; all deaf, the last one with a cleaned environment.
    private const string Stubborn = """
        trap '' TERM INT HUP
        (bash -c '(echo twice >> ledger; while :; do sleep 0.2; done) & exit' &)
        setsid bash -c 'echo session >> ledger; while :; do sleep 0.2; done' > /dev/null 2>&1 &
        setsid -f bash -c 'echo pipe >> ledger; while :; do echo noise; sleep 0.2; done'
        env -i PATH="$PATH" bash -c 'echo clean >> ledger; while :; do sleep 0.2; done' &
        echo leader >> ledger
        while :; do sleep 0.2; done
        """;

    [Fact]
    public async Task Nobody_of_a_stubborn_tree_is_left_within_the_grace_and_two_seconds()
    {
        await using var project = new Project(Yaml);
        project.Write("stubborn.sh", Stubborn);
        await project.WorkAsync();
        var id = await project.EnqueueAsync("stubborn");
        await Wait.UntilAsync(() => project.Ledger().Length == 5, "the whole tree runs");

        var cancelled = (await project.RunAsync("jobs", "cancel", $"{id}")).ShouldEndWith(0);
        cancelled.Output.Trim().ShouldBe($"job {id} is asked to stop");
        await project.Trees.NobodyAsync(Grace + 2);

        (await project.ReachesAsync(id, JobState.Cancelled)).Failures.ShouldBe(0);
        (await project.RunAsync("jobs", "show", $"{id}")).ShouldEndWith(0).Output.ShouldContain("cancelled");
        (await project.RunAsync("jobs", "cancel", $"{id}")).Output.ShouldContain("cancelled");
    }

    [Fact]
    public Task A_cancel_reaches_the_child_within_two_seconds_and_leaves_it_its_grace() => Promise.BestOfAsync(2, CancelPoliteAsync);

    private static async Task<TimeSpan> CancelPoliteAsync()
    {
        await using var project = new Project(Yaml);
        await project.WorkAsync();
        var id = await project.EnqueueAsync("polite");
        await project.LedgerHasAsync("start");
        var asked = Stopwatch.GetTimestamp();
        (await project.RunAsync("jobs", "cancel", $"{id}", "--reason", "not wanted any more")).ShouldEndWith(0);
        await project.LedgerHasAsync("stopped");
        var took = Stopwatch.GetElapsedTime(asked);
        await project.ReachesAsync(id, JobState.Cancelled);
        (await project.RunAsync("audit", "--json")).ShouldEndWith(0).Output.ShouldContain("not wanted any more");
        return took;
    }
}
