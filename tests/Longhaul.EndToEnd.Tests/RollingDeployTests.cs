using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A rolling deploy: workers of the previous version and of this one on one store, which this one migrates under the running old ones.</summary>
public sealed class RollingDeployTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>The last commit with another schema than this one's that a worker may be running.</summary>
    private const string Previous = "75f075f7f4ceab784cdb3e6c1409b10fb15f1301";

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger'] }
          slow: { command: [bash, -c, 'echo start >> slow; until [ -e finish ]; do sleep 0.05; done; echo end >> slow'] }
          flaky: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger; [ "$LONGHAUL_ATTEMPT" -gt 1 ]'], retry: { attempts: 3, base: 100ms } }
          keyed: { command: [bash, -c, 'mkdir lock && echo "$LONGHAUL_JOB_ID" >> ledger && rmdir lock'], concurrency: { key: k, limit: 1 } }
        pipelines:
          two:
            steps:
              one: { command: [bash, -c, 'echo ::output n=1; echo "$LONGHAUL_JOB_ID" >> ledger'] }
              two: { needs: [one], command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger', x, '{{ steps.one.outputs.n }}'] }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("tier", "soak")]
    public async Task Old_workers_go_on_beside_new_ones_and_nothing_is_lost(bool onPostgreSql)
    {
        var previous = await PreviousProgram.BuildAsync(Previous);
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        project.Environment["MAX_CONCURRENT_JOBS"] = "2";
        project.Program = previous;
        var old = await project.WorkAsync();
        var slow = await project.EnqueueAsync("slow");
        await Wait.UntilAsync(() => File.Exists(project.At("slow")), "the slow job has begun");
        var first = await EnqueueAsync(project);

        project.Program = null;
        var young = await project.WorkAsync();
        var second = await EnqueueAsync(project);
        project.Program = previous;
        var third = await EnqueueAsync(project);
        foreach (var id in (long[])[.. first, .. second, .. third])
        {
            await project.ReachesAsync(id, JobState.Completed, 60);
        }

        project.Write("finish", "");
        await project.ReachesAsync(slow, JobState.Completed);
        old.HasEnded.ShouldBeFalse();
        ((WorkerProcess[])[old, young]).ShouldAllBe(one => !one.Events.Any(line => line.Level == "ERROR" || line.Name == "STORE_LOST"));
        old.Term();
        (await old.EndAsync()).ShouldBe(0, old.Said);
        project.Program = null;
        (await project.RunAsync("audit", "verify")).ShouldEndWith(0);
    }

    private static async Task<IReadOnlyList<long>> EnqueueAsync(Project project) =>
    [
        .. await project.EnqueueManyAsync(((string[])["append", "flaky", "keyed"]).SelectMany(kind => Enumerable.Repeat($$"""{"kind":"{{kind}}"}""", 10))),
        await project.EnqueueAsync("two"),
    ];
}
