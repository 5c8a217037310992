using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>What is due soon begins when it is due, and not when an idle worker next looks by itself, which here is once in five minutes.</summary>
public sealed class PromptTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          one: { command: ["true"] }
          again: { command: [bash, -c, "[ $LONGHAUL_ATTEMPT -gt 1 ]"], retry: { attempts: 3, base: 1s } }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_is_due_in_a_moment_begins_then(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, onPostgreSql ? fixture.Server.Url : null);
        var worker = await project.WorkAsync(("POLL_INTERVAL_MS", "300000"));
        await worker.SeeAsync("STARTUP_STAGE", 20);

        var now = await project.EnqueueAsync("one");
        await project.ReachesAsync(now, JobState.Completed, 30);
        foreach (var wait in new[] { "300ms", "1s", "700ms" })
        {
            await project.ReachesAsync(await project.EnqueueAsync("one", "--in", wait), JobState.Completed, 30);
        }

        await project.ReachesAsync(await project.EnqueueAsync("again"), JobState.Completed, 30);
    }
}
