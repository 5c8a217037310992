using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>What the video example makes.</summary>
internal static class Film
{
    /// <summary>Fails unless the film is as long, as large and of the formats it should be, and the manifest beside it is true.</summary>
    public static async Task ShouldBeRightAsync(string path)
    {
        var probe = await ProbeAsync(path);
        var streams = probe.GetProperty("streams").EnumerateArray().ToDictionary(one => one.GetProperty("codec_type").GetString()!);
        streams["video"].GetProperty("codec_name").GetString().ShouldBe("h264");
        streams["video"].GetProperty("width").GetInt32().ShouldBe(1280);
        streams["video"].GetProperty("height").GetInt32().ShouldBe(720);
        streams["audio"].GetProperty("codec_name").GetString().ShouldBe("aac");
        var seconds = double.Parse(probe.GetProperty("format").GetProperty("duration").GetString()!, CultureInfo.InvariantCulture);
        seconds.ShouldBeInRange(30, 60);
        await ManifestIsTrueAsync(Path.GetDirectoryName(path)!, seconds);
    }

    private static async Task ManifestIsTrueAsync(string folder, double seconds)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), TestContext.Current.CancellationToken));
        manifest.RootElement.GetProperty("seconds").GetDouble().ShouldBe(seconds, 0.3);
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToList();
        files.Select(file => file.GetProperty("name").GetString()).ShouldBe(["video.mp4", "subtitles.srt", "thumbnail.jpg"], ignoreOrder: true);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file.GetProperty("name").GetString()!), TestContext.Current.CancellationToken);
            bytes.Length.ShouldBe(file.GetProperty("bytes").GetInt32());
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(file.GetProperty("sha256").GetString());
        }
    }

    private static async Task<JsonElement> ProbeAsync(string path)
    {
        var start = new ProcessStartInfo("ffprobe", ["-v", "error", "-show_streams", "-show_format", "-of", "json", path])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, path);
        return JsonDocument.Parse(said).RootElement;
    }
}
