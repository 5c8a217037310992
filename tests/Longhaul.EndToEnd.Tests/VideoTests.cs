using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The main job, with its worker killed in the middle.</summary>
public sealed class VideoTests
{
    [Fact]
    public async Task A_worker_killed_in_the_middle_of_the_clips_costs_the_video_nothing_but_those()
    {
        await using var project = CopyWithLoner();
        var run = await project.EnqueueAsync("video", "--input", "topic=Why the sea is salty");
        var worker = await project.WorkAsync();
        await UntilInTheClipsAsync(project, worker);
        var before = await StepsAsync(project, run);
        before["clips.1"].State.ShouldBe(JobState.Running);

        worker.Kill9();
        var took = await project.Trees.NobodyAsync(10);
        TestContext.Current.TestOutputHelper!.WriteLine($"gone after {took.TotalMilliseconds:0} ms");

        project.Start("up");
        await project.ReachesAsync(run, JobState.Completed, 900);
        CheckLedger(project, before);
        (await project.AttemptsAsync(before["clips.1"].Id)).Select(attempt => attempt.Outcome).ShouldBe(["worker_lost", "completed"]);
        await Film.ShouldBeRightAsync(Directory.GetFiles(project.At("output"), "video.mp4", SearchOption.AllDirectories).Single());
        project.Trees.Alive().ShouldBeEmpty(project.Trees.Describe());
    }

    // The clips get a grandchild in a session of its own, which nobody waits for.
    private static Project CopyWithLoner()
    {
        var project = VideoExample.Copy();
        var clips = File.ReadAllText(project.At("steps/clips.sh"));
        const string Begin = "need ffmpeg jq\n";
        clips.ShouldContain(Begin);
        project.Write("steps/clips.sh", clips.Replace(Begin, Begin + "setsid -f bash -c 'echo $$ > data/loner; exec sleep 600'\n", StringComparison.Ordinal));
        return project;
    }

    private static Task<TimeSpan> UntilInTheClipsAsync(Project project, WorkerProcess worker) => Wait.UntilAsync(
        () => File.Exists(project.At("data/loner")) && Directory.GetFiles(project.At("data/work"), "02.mp4", SearchOption.AllDirectories).Length > 0,
        "the second clip is being made", 600, () => worker.Said);

    private static async Task<Dictionary<string, JobRecord>> StepsAsync(Project project, long run) =>
        (await project.Store.Queries.ListTreeAsync(run, TestContext.Current.CancellationToken)).Where(job => job.Step is not null).ToDictionary(job => job.Step!);

    private static void CheckLedger(Project project, Dictionary<string, JobRecord> before)
    {
        var lines = project.Ledger("data/ledger.log");
        foreach (var (step, job) in before.Where(one => VideoExample.IsNoted(one.Value)))
        {
            var starts = lines.Count(line => line.Contains($"step={step} ") && line.EndsWith("start", StringComparison.Ordinal));
            var ends = lines.Count(line => line.Contains($"step={step} ") && line.EndsWith("end", StringComparison.Ordinal));
            var seen = $"{step}, {job.State} at the kill\n{string.Join('\n', lines)}";
            starts.ShouldBe(job.State == JobState.Running ? 2 : 1, seen);
            ends.ShouldBeInRange(1, starts, seen);
        }
    }
}
