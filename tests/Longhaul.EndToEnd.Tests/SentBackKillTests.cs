using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A film that was sent back with a note, whose worker is killed while it makes the second version, on both stores: that version is the same to the byte.</summary>
public sealed class SentBackKillTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Note = "@warmer, and slower";

    private static readonly Lazy<Task<string>> Undisturbed = new(MakeUndisturbedAsync);

    [Theory]
    [InlineData("script", true)]
    [InlineData("script", false, Traits = new[] { "tier", "soak" })]
    [InlineData("assets.1", true, Traits = new[] { "tier", "soak" })]
    [InlineData("composites.0", false, Traits = new[] { "tier", "soak" })]
    [InlineData("assembly", true, Traits = new[] { "tier", "soak" })]
    [InlineData("publish", false, Traits = new[] { "tier", "soak" })]
    [InlineData("publish", true, Traits = new[] { "tier", "soak" })]
    public async Task Killed_in_the_second_version_it_is_the_same(string step, bool onPostgreSql)
    {
        await using var project = await KilledFilm.PrepareAsync(onPostgreSql ? fixture.Server.Url : null);
        var run = await KilledFilm.StartAsync(project);
        var worker = await project.WorkAsync();
        await KilledFilm.AskedAsync(project, run, 1);
        project.Write("hold", step);
        await SendBackAsync(project, run);
        if (step == "publish")
        {
            await KilledFilm.ApproveAsync(project, run, 2);
        }

        await KilledFilm.HeldAsync(project, step, worker);
        worker.Kill9();
        await project.Trees.NobodyAsync(10);

        (await KilledFilm.PublishedAsync(project, run, 2)).ShouldBe(await Undisturbed.Value);
        var job = (await VideoExample.StepAsync(project, run, step))!;
        (await project.AttemptsAsync(job.Id)).Select(attempt => attempt.Outcome).TakeLast(2).ShouldBe(["worker_lost", "completed"]);
    }

    private static async Task<string> MakeUndisturbedAsync()
    {
        await using var project = await KilledFilm.PrepareAsync();
        var run = await KilledFilm.StartAsync(project);
        await project.WorkAsync();
        await KilledFilm.AskedAsync(project, run, 1);
        await SendBackAsync(project, run);
        return await KilledFilm.PublishedAsync(project, run, 2);
    }

    private static async Task SendBackAsync(Project project, long run)
    {
        var review = (await VideoExample.StepAsync(project, run, "review"))!;
        review.State.ShouldBe(JobState.AwaitingReview);
        (await project.RunAsync("review", "reject", $"{review.Id}", "--revision", "1", "--note", Note)).ShouldEndWith(0);
    }
}
