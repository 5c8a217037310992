using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The example that downloads, edits and saves audio, with a real yt-dlp and a server that is slow.</summary>
public sealed class AudioTests
{
    [Fact]
    public async Task A_download_tells_how_far_it_is_is_cancelled_and_goes_on_where_it_stopped()
    {
        await using var example = await AudioExample.CopyAsync();
        var project = example.Project;
        await example.ServeAsync(rate: 150);
        var worker = await project.WorkAsync();
        var run = await example.PrepareAsync();
        await TellsAsync(project, run, worker);

        (await project.RunAsync("jobs", "cancel", $"{run}")).ShouldEndWith(0);
        await project.ReachesAsync(run, JobState.Cancelled);
        await project.Trees.NobodyAsync(10);
        var part = new FileInfo(Directory.GetFiles(project.At("data/downloads"), "*.part", SearchOption.AllDirectories).Single()).Length;
        part.ShouldBeInRange(example.Bytes / 10, example.Bytes * 9 / 10);

        await example.ServeAsync(rate: 2000);
        var before = example.Answers.Count;
        (await project.RunAsync("jobs", "retry", $"{run}")).ShouldEndWith(0);
        await project.ReachesAsync(run, JobState.Completed, 120);
        var answers = example.Answers.Skip(before).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{part} of {example.Bytes} bytes were there; then: {string.Join(", ", answers)}");
        answers.ShouldContain((part, example.Bytes - part));
        answers.ShouldNotContain((0L, example.Bytes));
        Directory.GetFileSystemEntries(project.At("data/downloads")).ShouldBeEmpty();
        await Mp3ShouldBeRightAsync(Directory.GetFiles(project.At("output")).ShouldHaveSingleItem());
    }

    // By the words of `jobs show`, which are those of yt-dlp.
    private static async Task TellsAsync(Project project, long run, WorkerProcess worker)
    {
        var told = default(JsonElement);
        await Wait.UntilAsync(
            async () =>
            {
                told = (await project.RunAsync("jobs", "show", $"{run}", "--json")).Json.GetProperty("tree").EnumerateArray()
                    .Single(job => job.GetProperty("step").GetString() == "ingest").Clone();
                return told.GetProperty("progress").ValueKind == JsonValueKind.Number && told.GetProperty("progress").GetDouble() > 12;
            },
            "the download tells how far it is", 60, () => worker.Said);
        told.GetProperty("progress").GetDouble().ShouldBeInRange(12, 90);
        told.GetProperty("eta_seconds").GetDouble().ShouldBeInRange(1, 60);
    }

    // 44.5 s with 18 s of silence in the source; -16 LUFS whatever it was before.
    private static async Task Mp3ShouldBeRightAsync(string path)
    {
        Path.GetFileName(path).ShouldStartWith("a-talk-made-");
        var probe = JsonDocument.Parse(await SaysAsync("ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", path)).RootElement;
        probe.GetProperty("streams")[0].GetProperty("codec_name").GetString().ShouldBe("mp3");
        var format = probe.GetProperty("format");
        double.Parse(format.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture).ShouldBeInRange(20, 33);
        format.GetProperty("tags").GetProperty("title").GetString().ShouldBe("A talk, \"made\"");
        format.GetProperty("tags").GetProperty("artist").GetString().ShouldBe("Nobody");
        var heard = await SaysAsync("ffmpeg", "-nostdin", "-hide_banner", "-i", path, "-af", "ebur128", "-f", "null", "-");
        var loudness = heard[heard.LastIndexOf("I:", StringComparison.Ordinal)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        double.Parse(loudness, CultureInfo.InvariantCulture).ShouldBe(-16, 1);
    }

    private static async Task<string> SaysAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await error);
        return await output + await error;
    }
}
