using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The video example as two channels use it: by turns, each asked about, one sent back with a note, paid for, and uploaded with secrets of their own.</summary>
public sealed class ChannelTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Note = "@warmer \"please\", 100 % -x $(id)";

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task Two_channels_take_turns_and_what_is_sent_back_comes_again_another_and_no_token_is_found_anywhere(bool onPostgreSql)
    {
        await using var project = VideoExample.Copy(fixture.Url(onPostgreSql));
        var tokens = await VideoExample.OpenAccountsAsync(project);
        var tides = await VideoExample.DraftAsync(project, "tides", "Why the sea is salty");
        var second = await VideoExample.DraftAsync(project, "tides", "How a wave breaks");
        var embers = await VideoExample.DraftAsync(project, "embers", "How fire was tamed");
        var worker = await project.WorkAsync(("MAX_CONCURRENT_JOBS", "1"));

        // Sent back while the others are still under way; decided about by people, whom nothing keeps from being late.
        var asked = await AskedAsync(project, tides, 1);
        await ShowsAsync(project, asked.Id);
        var (first, other) = (Frame(project, tides, "01.png"), Frame(project, tides, "02.png"));
        (await project.RunAsync("review", "reject", $"{asked.Id}", "--note", Note)).ShouldEndWith(0);
        await ApproveAsync(project, embers, 1);
        TookTurns(project, tides, second, embers);
        await ApproveAsync(project, second, 1);
        await AskedAsync(project, tides, 2);
        Frame(project, tides, "01.png").ShouldNotBe(first);
        Frame(project, tides, "02.png").ShouldBe(other);
        await ApproveAsync(project, tides, 2);

        foreach (var (run, channel, revision, note) in new[] { (tides, "tides", 2, Note), (second, "tides", 1, ""), (embers, "embers", 1, "") })
        {
            await project.ReachesAsync(run, JobState.Completed, 120);
            var manifest = VideoExample.Manifest(project, run);
            (manifest["channel"]!.GetValue<string>(), manifest["revision"]!.GetValue<int>(), manifest["note"]!.GetValue<string>()).ShouldBe((channel, revision, note));
            Sha256(project.At($"data/site/{channel}/{run}.mp4")).ShouldBe(manifest["files"]![0]!["sha256"]!.GetValue<string>());
        }

        Script(project, tides).GetProperty("voice").GetProperty("name").GetString().ShouldNotBe(Script(project, embers).GetProperty("voice").GetProperty("name").GetString());
        await CostsAsync(project, null, [tides, tides, second, embers]);
        await CostsAsync(project, "embers", [embers]);
        await HoldsNoneAsync(project, worker, tokens);
    }

    private static Task<JobRecord> AskedAsync(Project project, long run, int revision) => VideoExample.StepIsAsync(
        project, run, "review", job => job.State == JobState.AwaitingReview && Review.Read(job.Decision)?.Revision == revision, $"asks about version {revision}");

    private static async Task ApproveAsync(Project project, long run, int revision)
    {
        var asked = await AskedAsync(project, run, revision);
        (await project.RunAsync("review", "approve", $"{asked.Id}")).ShouldEndWith(0);
    }

    private static async Task ShowsAsync(Project project, long review)
    {
        var shown = (await project.RunAsync("review", "show", $"{review}", "--json")).ShouldEndWith(0).Json;
        shown.GetProperty("title").GetString().ShouldBe("Publish “Why the sea is salty” on Tides?");
        var files = shown.GetProperty("files").EnumerateArray().ToList();
        files.Select(file => Path.GetFileName(file.GetProperty("name").GetString())).ShouldBe(["film.mp4", "thumbnail.jpg"]);
        files.ShouldAllBe(file => File.Exists(file.GetProperty("path").GetString()));
    }

    // Without turns the channel with two films would have had two steps for each one of the other.
    private static void TookTurns(Project project, long one, long another, long other)
    {
        var lines = project.Ledger("data/ledger.log");
        var starts = lines.TakeWhile(line => !line.Contains($"run={other} step=assembly attempt=1 end")).Where(line => line.EndsWith("start", StringComparison.Ordinal)).ToList();
        var seen = string.Join('\n', lines);
        var theirs = starts.Count(line => line.Contains($"run={other} "));
        var ours = starts.Count(line => line.Contains($"run={one} ") || line.Contains($"run={another} "));
        theirs.ShouldBe(10, seen);
        ours.ShouldBeInRange(theirs - 3, theirs + 4, seen);
    }

    // The last version's, of which the folder is the newest.
    private static string Frame(Project project, long run, string name) => Sha256(
        Directory.GetFiles(project.At($"data/artifacts/runs/{run}"), name, SearchOption.AllDirectories).Where(file => file.Contains("/composites.", StringComparison.Ordinal))
            .MaxBy(File.GetLastWriteTimeUtc)!);

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static JsonElement Script(Project project, long run) => JsonElement.Parse(File.ReadAllText(Made(project, run, "scenes.json")));

    private static string Made(Project project, long run, string name) =>
        Directory.GetFiles(project.At($"data/artifacts/runs/{run}"), name, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;

    // What is paid for by the prices in the scripts: characters, pictures, frames of a 25th of a second.
    private static async Task CostsAsync(Project project, string? tenant, long[] films)
    {
        var expected = new Dictionary<string, decimal> { ["images"] = 0.04m * 2 * films.Length, ["render"] = 0, ["tts"] = 0 };
        foreach (var film in films)
        {
            expected["tts"] += 0.000016m * Script(project, film).GetProperty("scenes").EnumerateArray()
                .SelectMany(scene => scene.GetProperty("lines").EnumerateArray()).Sum(line => line.GetString()!.Length);
            expected["render"] += 0.00008m * File.ReadAllLines(Made(project, film, "timing.tsv")).Sum(line => int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture));
        }

        var told = (await project.RunAsync(["costs", "--by", "component", "--json", .. tenant is null ? Array.Empty<string>() : ["--tenant", tenant]])).ShouldEndWith(0).Json;
        told.EnumerateArray().ToDictionary(sum => sum.GetProperty("key").GetString()!, sum => sum.GetProperty("amount").GetDecimal()).ShouldBe(expected, ignoreOrder: true);
        told.EnumerateArray().ShouldAllBe(sum => sum.GetProperty("currency").GetString() == "USD");
    }

    private static async Task HoldsNoneAsync(Project project, WorkerProcess worker, string[] tokens)
    {
        var shown = new StringBuilder();
        foreach (var job in (await project.RunAsync("jobs", "list", "--limit", "500", "--json")).ShouldEndWith(0).Json.EnumerateArray())
        {
            var id = job.GetProperty("id").GetInt64();
            if (job.GetProperty("step").GetString() is "upload" or "publish")
            {
                shown.Append((await project.RunAsync("jobs", "logs", $"{id}")).Output).Append((await project.RunAsync("jobs", "show", $"{id}", "--json")).Output);
            }
        }

        shown.ToString().ShouldContain("video.upload");
        worker.Term();
        (await worker.EndAsync(40)).ShouldBe(0);
        Canary.ShouldHoldNone(Encoding.UTF8.GetBytes(shown.ToString()), tokens, "what commands show");
        Canary.ShouldHoldNone(Encoding.UTF8.GetBytes(worker.Said), tokens, "the worker's log");
        Canary.ShouldHoldNone(Canary.Files(project), tokens, "the store, artifacts, manifests and other files");
    }
}
