using System.Text.Json.Nodes;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A channel's film whose workers are killed on the way; what is published in the end is told as text.</summary>
internal static class KilledFilm
{
    // A step that is named in the file `hold` stays at its very end, once.
    private const string Hold = """
          if [[ $1 == end && $step == "$(cat "$example/hold" 2> /dev/null)" && ! -e $example/held ]]; then touch "$example/held"; sleep 600; fi
        """;

    /// <summary>A copy of the example whose steps can be held, with accounts.</summary>
    /// <param name="url">A PostgreSQL server that keeps its jobs; null for a file.</param>
    public static async Task<Project> PrepareAsync(string? url = null)
    {
        var project = VideoExample.Copy(url);
        var library = File.ReadAllText(project.At("steps/lib.sh"));
        const string Note = """    "$(date -u +%FT%T.%3NZ)" "$LONGHAUL_RUN_ID" "$step" "$LONGHAUL_ATTEMPT" "$1" >> "$file" """;
        library.ShouldContain(Note.TrimEnd() + "\n");
        project.Write("steps/lib.sh", library.Replace(Note.TrimEnd() + "\n", Note.TrimEnd() + "\n" + Hold + "\n", StringComparison.Ordinal));
        await VideoExample.OpenAccountsAsync(project);
        return project;
    }

    public static Task<long> StartAsync(Project project) => VideoExample.DraftAsync(project, "tides", "Why the sea is salty");

    /// <summary>Waits until a step that <c>hold</c> names is at its end.</summary>
    public static Task HeldAsync(Project project, string step, WorkerProcess worker) =>
        Wait.UntilAsync(() => File.Exists(project.At("held")), $"{step} is at its end", 180, () => worker.Said);

    /// <summary>Lets a fresh worker bring a run to its end; answers with the manifest, less the run's number.</summary>
    public static async Task<string> PublishedAsync(Project project, long run, int revision = 1)
    {
        await project.WorkAsync();
        await ApproveAsync(project, run, revision);
        await project.ReachesAsync(run, JobState.Completed, 180);
        var manifest = VideoExample.Manifest(project, run);
        manifest.Remove("run").ShouldBeTrue();
        var uploaded = JsonNode.Parse(await File.ReadAllTextAsync(project.At($"data/site/tides/{run}.json"), TestContext.Current.CancellationToken))!.AsObject();
        uploaded.Remove("run");
        uploaded.ToJsonString().ShouldBe(manifest.ToJsonString());
        Directory.GetDirectories(project.At("output")).ShouldHaveSingleItem();
        return manifest.ToJsonString();
    }

    /// <summary>Approves a revision once it asks; does nothing where that has been done already.</summary>
    public static async Task ApproveAsync(Project project, long run, int revision = 1)
    {
        var review = await AskedAsync(project, run, revision);
        if (review.State == JobState.AwaitingReview)
        {
            (await project.RunAsync("review", "approve", $"{review.Id}", "--revision", $"{revision}")).ShouldEndWith(0);
        }
    }

    /// <summary>Waits until a revision asks, or is approved.</summary>
    public static Task<JobRecord> AskedAsync(Project project, long run, int revision) => VideoExample.StepIsAsync(
        project, run, "review",
        job => job.State is JobState.AwaitingReview or JobState.Completed && Review.Read(job.Decision)?.Revision == revision, $"asks about revision {revision}");
}
