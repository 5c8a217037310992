using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>
/// The video example with its worker killed at every boundary of its steps: when a step's work is done and nobody knows, and when the store has just accepted
/// it. The video that another worker then publishes is the same to the byte.
/// </summary>
public class KillMatrixTests
{
    // On a file, for both stores: the video is the same on either.
    private static readonly Lazy<Task<string>> Undisturbed = new(MakeUndisturbedAsync);

    /// <summary>The server that keeps the jobs; null for a file.</summary>
    protected virtual string? Url => null;

    [Theory]
    [InlineData("clips.0")]
    [InlineData("script", Traits = new[] { "tier", "soak" })]
    [InlineData("narration", Traits = new[] { "tier", "soak" })]
    [InlineData("assets.0", Traits = new[] { "tier", "soak" })]
    [InlineData("assets.1", Traits = new[] { "tier", "soak" })]
    [InlineData("composites.0", Traits = new[] { "tier", "soak" })]
    [InlineData("composites.1", Traits = new[] { "tier", "soak" })]
    [InlineData("effects", Traits = new[] { "tier", "soak" })]
    [InlineData("clips.1", Traits = new[] { "tier", "soak" })]
    [InlineData("assembly", Traits = new[] { "tier", "soak" })]
    [InlineData("publish", Traits = new[] { "tier", "soak" })]
    [InlineData("upload", Traits = new[] { "tier", "soak" })]
    public async Task Killed_when_a_step_is_done_and_nobody_knows_the_video_is_the_same(string step)
    {
        await using var project = await KilledFilm.PrepareAsync(Url);
        project.Write("hold", step);
        var run = await KilledFilm.StartAsync(project);
        var worker = await project.WorkAsync();
        if (step is "publish" or "upload")
        {
            await KilledFilm.ApproveAsync(project, run);
        }

        await KilledFilm.HeldAsync(project, step, worker);
        worker.Kill9();
        await project.Trees.NobodyAsync(10);

        await EndsTheSameAsync(project, run);
        var job = (await VideoExample.StepAsync(project, run, step))!;
        (await project.AttemptsAsync(job.Id)).Select(attempt => attempt.Outcome).ShouldBe(["worker_lost", "completed"]);
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("script", Traits = new[] { "tier", "soak" })]
    [InlineData("narration", Traits = new[] { "tier", "soak" })]
    [InlineData("assets.0", Traits = new[] { "tier", "soak" })]
    [InlineData("assets", Traits = new[] { "tier", "soak" })]
    [InlineData("composites.0", Traits = new[] { "tier", "soak" })]
    [InlineData("composites", Traits = new[] { "tier", "soak" })]
    [InlineData("effects", Traits = new[] { "tier", "soak" })]
    [InlineData("clips.0", Traits = new[] { "tier", "soak" })]
    [InlineData("clips", Traits = new[] { "tier", "soak" })]
    [InlineData("assembly", Traits = new[] { "tier", "soak" })]
    [InlineData("review", Traits = new[] { "tier", "soak" })]
    [InlineData("upload", Traits = new[] { "tier", "soak" })]
    public async Task Killed_when_a_step_has_just_been_accepted_the_video_is_the_same(string step)
    {
        await using var project = await KilledFilm.PrepareAsync(Url);
        var run = await KilledFilm.StartAsync(project);
        var worker = await project.WorkAsync();
        if (step is "review" or "publish" or "upload")
        {
            await KilledFilm.ApproveAsync(project, run);
        }

        var job = await VideoExample.StepIsAsync(project, run, step, job => job.State == JobState.Completed, "is accepted");
        worker.Kill9();
        await project.Trees.NobodyAsync(10);
        var attempts = (await project.AttemptsAsync(job.Id)).Count;

        await EndsTheSameAsync(project, run);
        (await project.AttemptsAsync(job.Id)).Count.ShouldBe(attempts);
        project.Ledger("data/ledger.log").Count(line => line.Contains($"step={step} ") && line.EndsWith("start", StringComparison.Ordinal))
            .ShouldBe(step is "assets" or "composites" or "clips" or "review" ? 0 : 1);
    }

    [Theory]
    [InlineData("assets", Traits = new[] { "tier", "soak" })]
    [InlineData("composites", Traits = new[] { "tier", "soak" })]
    [InlineData("clips", Traits = new[] { "tier", "soak" })]
    public async Task Killed_when_a_list_has_just_become_steps_the_video_is_the_same(string step)
    {
        await using var project = await KilledFilm.PrepareAsync(Url);
        var run = await KilledFilm.StartAsync(project);
        var worker = await project.WorkAsync();
        await VideoExample.StepIsAsync(project, run, $"{step}.1", _ => true, "is there");
        worker.Kill9();
        await EndsTheSameAsync(project, run);
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task Killed_when_it_has_just_asked_the_video_is_the_same()
    {
        await using var project = await KilledFilm.PrepareAsync(Url);
        var run = await KilledFilm.StartAsync(project);
        var worker = await project.WorkAsync();
        await VideoExample.StepIsAsync(project, run, "review", job => job.State == JobState.AwaitingReview, "asks");
        worker.Kill9();
        await EndsTheSameAsync(project, run);
    }

    private static async Task<string> MakeUndisturbedAsync()
    {
        await using var project = await KilledFilm.PrepareAsync();
        return await KilledFilm.PublishedAsync(project, await KilledFilm.StartAsync(project));
    }

    private static async Task EndsTheSameAsync(Project project, long run) => (await KilledFilm.PublishedAsync(project, run)).ShouldBe(await Undisturbed.Value);
}

/// <summary>The same on PostgreSQL.</summary>
[Trait("tier", "soak")]
public sealed class PostgreSqlKillMatrixTests(ServerFixture fixture) : KillMatrixTests, IClassFixture<ServerFixture>
{
    protected override string? Url => fixture.Server.Url;
}
