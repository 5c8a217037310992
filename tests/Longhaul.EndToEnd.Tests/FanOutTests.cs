using System.Diagnostics;
using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Lists of thousands of commands behind each other, beside the jobs of others.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class FanOutTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // Measured on two cores: 7 in a file, 19 on a server; without fair turns it would be thousands.
    private const int MostBefore = 200;

    private const string Yaml = """
        jobs:
          small: { command: [bash, -c, 'echo "small $1" >> ledger', small, "{{ input.n }}"] }
        pipelines:
          film:
            tenant: big
            input: { scenes: { type: integer, required: true } }
            steps:
              script: { command: [bash, -c, 'echo "::output scenes=[$(seq -s, 0 $(($1 - 1)))]"', script, "{{ input.scenes }}"] }
              assets:
                needs: [script]
                foreach: "{{ steps.script.outputs.scenes }}"
                command: [sh, -c, 'echo asset >> ledger; echo "$1" > "$LONGHAUL_OUTPUT/clip"', asset, "{{ item }}"]
              composites:
                needs: [assets]
                foreach: "{{ steps.script.outputs.scenes }}"
                command: [sh, -c, 'read -r clip < "$LONGHAUL_RUN_DIR/assets/$(printf %04d "$1")/clip" && echo "composite $clip" >> ledger', composite, "{{ item }}"]
        """;

    [Theory]
    [InlineData(60, false)]
    [InlineData(5_000, false, Traits = new[] { "tier", "soak" })]
    [InlineData(5_000, true, Traits = new[] { "tier", "soak" })]
    public async Task Two_lists_in_a_row_run_through_and_starve_nobody(int items, bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        project.Environment["MAX_CONCURRENT_JOBS"] = "4";
        await project.WorkAsync();
        var run = await project.EnqueueAsync("film", "--input", $"scenes={items}");
        using var enough = new CancellationTokenSource();
        var others = AskAsync(project, enough.Token);
        var times = new List<string>();
        var watch = Stopwatch.StartNew();
        foreach (var step in new[] { "assets", "composites" })
        {
            await Wait.UntilAsync(async () => await IsOverAsync(project, run, step), $"{step} are over", 1_800);
            times.Add($"{step} {watch.Elapsed.TotalSeconds:0.0} s");
            watch.Restart();
        }

        (await project.ReachesAsync(run, JobState.Completed)).Error.ShouldBeNull();
        await enough.CancelAsync();
        var asked = await others;
        await Wait.UntilAsync(() => project.Ledger().Count(line => line.StartsWith("small", StringComparison.Ordinal)) == asked.Count, "the others are done");
        var ledger = project.Ledger();
        var seen = ledger.Where(line => line.StartsWith("composite ", StringComparison.Ordinal)).Select(line => int.Parse(line[10..], CultureInfo.InvariantCulture)).ToHashSet();
        Enumerable.Range(0, items).Except(seen).ShouldBeEmpty("each has found the clip of its place");
        var waits = WaitsOf(ledger, asked);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{items} and {items} {(onPostgreSql ? "on a server" : "in a file")}: {string.Join(", ", times)}; {asked.Count} others, behind {waits.Max()} items at most, {waits.Average():0.0} on average");
        waits.Max().ShouldBeLessThan(MostBefore);
    }

    /// <summary>Asks for a job of another tenant five times a second; answers with how long the ledger was each time.</summary>
    private static async Task<List<long>> AskAsync(Project project, CancellationToken stop)
    {
        for (var (n, asked) = (0, new List<long>()); ; n++)
        {
            asked.Add(project.LedgerBytes());
            var job = new NewJob { Kind = "small", Tenant = "small", Input = $$"""{"n":{{n}}}""" };
            await project.Store.Intake.EnqueueAsync([job], TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return asked;
            }
        }
    }

    /// <summary>For each of the others, how many items began between its being asked for and its own beginning.</summary>
    private static List<int> WaitsOf(string[] ledger, List<long> asked)
    {
        var (at, begun, waits) = (0L, new List<long>(), new List<int>());
        foreach (var line in ledger)
        {
            if (line.StartsWith("small ", StringComparison.Ordinal))
            {
                var since = asked[int.Parse(line[6..], CultureInfo.InvariantCulture)];
                waits.Add(begun.Count(place => place >= since));
            }
            else
            {
                begun.Add(at);
            }

            at += line.Length + 1;
        }

        return waits;
    }

    private static async Task<bool> IsOverAsync(Project project, long run, string step)
    {
        await Wait.PauseAsync(TimeSpan.FromMilliseconds(100));
        return (await project.JobAsync(run)).State.IsOver() || (await StepAsync(project, run, step))?.State.IsOver() == true;
    }

    // The steps are the first jobs behind their run: all ten thousand need not be read for three.
    private static async Task<JobRecord?> StepAsync(Project project, long run, string step)
    {
        for (var id = run + 1; id <= run + 3; id++)
        {
            if (await project.JobAsync(id) is { } job && job.Step == step)
            {
                return job;
            }
        }

        return null;
    }
}
