using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The main job, unchanged, on PostgreSQL with three workers in folders of their own, which have the data folder in common.</summary>
public sealed class SharedVideoTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    [Trait("tier", "soak")]
    public async Task Three_workers_make_the_video_together_each_step_once()
    {
        await using var first = VideoExample.Copy(fixture.Server.Url);
        await using var second = VideoExample.Copy(fixture.Server.Url, first.Environment["LONGHAUL_SCHEMA"]);
        await using var third = VideoExample.Copy(fixture.Server.Url, first.Environment["LONGHAUL_SCHEMA"]);
        Project[] machines = [first, second, third];
        for (var i = 0; i < machines.Length; i++)
        {
            machines[i].Environment["LONGHAUL_DATA"] = first.At("shared");

            // So that steps which are ready together go to several.
            machines[i].Environment["MAX_CONCURRENT_JOBS"] = "1";
            await machines[i].WorkAsync(("WORKER_ID", $"machine {i}"));
        }

        var run = await first.EnqueueAsync("video", "--input", "topic=Why the sea is salty");
        await first.ReachesAsync(run, JobState.Completed, 900);

        var steps = (await first.Store.Queries.ListTreeAsync(run, TestContext.Current.CancellationToken)).Where(VideoExample.IsNoted).ToList();
        var lines = machines.SelectMany(machine => machine.Ledger("data/ledger.log")).ToList();
        foreach (var step in steps)
        {
            var attempt = (await first.AttemptsAsync(step.Id)).ShouldHaveSingleItem();
            attempt.Outcome.ShouldBe("completed");
            lines.Count(line => line.Contains($"step={step.Step} ")).ShouldBe(2, string.Join('\n', lines));
        }

        var workers = await Task.WhenAll(steps.Select(async step => (await first.AttemptsAsync(step.Id))[0].Worker));
        workers.Distinct().Count().ShouldBeGreaterThan(1, string.Join(", ", workers));
        await Film.ShouldBeRightAsync(machines.SelectMany(Films).ShouldHaveSingleItem());
    }

    private static string[] Films(Project machine) =>
        Directory.Exists(machine.At("output")) ? Directory.GetFiles(machine.At("output"), "video.mp4", SearchOption.AllDirectories) : [];
}
