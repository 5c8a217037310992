using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The examples as the image has them: a folder that the worker's user can only read, and data elsewhere.</summary>
public sealed class ReadOnlyProjectTests
{
    [Fact]
    public async Task A_video_is_made_and_published_from_a_project_that_can_only_be_read()
    {
        await using var project = VideoExample.Copy();
        using var place = new ReadOnlyProject(project);
        var run = await VideoExample.DraftAsync(project, "main", "Why the sea is salty");
        place.Lock();
        await project.WorkAsync();
        await project.ReachesAsync(run, JobState.Completed, 120);

        (await VideoExample.StepAsync(project, run, "publish"))!.Output!.ShouldContain("publish/video.mp4");
        place.ShouldHavePublished("video.mp4", "subtitles.srt", "thumbnail.jpg", "manifest.json");
        WrittenByJobs(project).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recording_is_downloaded_edited_and_saved_from_a_project_that_can_only_be_read()
    {
        await using var example = await AudioExample.CopyAsync();
        using var place = new ReadOnlyProject(example.Project);
        await example.ServeAsync(rate: 0);
        var run = await example.PrepareAsync();
        place.Lock();
        await example.Project.WorkAsync();
        await example.Project.ReachesAsync(run, JobState.Completed, 120);

        place.ShouldHavePublished("audio.mp3");
        WrittenByJobs(example.Project).ShouldBeEmpty();
    }

    private static IEnumerable<string> WrittenByJobs(Project project) =>
        new[] { "output", "data/ledger.log", "data/downloads" }.Where(name => Path.Exists(project.At(name)));
}
