using System.Text;

namespace Longhaul.Processes.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Ffmpegs_blocks_are_understood_against_the_length_of_the_result()
    {
        var reader = new FfmpegProgress(TimeSpan.FromSeconds(20));
        var update = Last(reader, "frame=120\nfps=30.1\nout_time_us=5000000\nout_time_ms=5000000\nout_time=00:00:05.000000\nspeed=2.5x\nprogress=continue");
        update.ShouldBe(new ProgressUpdate(25, TimeSpan.FromSeconds(6), "2.5x"));
        Last(reader, "out_time_us=20100000\nspeed= 2.4x\nprogress=end").ShouldBe(new ProgressUpdate(100, TimeSpan.Zero, "2.4x"));
    }

    [Fact]
    public void The_longest_input_stands_for_an_unknown_length()
    {
        var reader = new FfmpegProgress();
        Last(reader, "out_time_us=5000000\nprogress=continue").ShouldBeNull();
        var update = Last(reader, "  Duration: 00:00:00.04, start: 0.0\n  Duration: 00:01:40.00, start: 0.0\n  Duration: N/A\nout_time_us=N/A\nout_time_us=25000000\nspeed=N/A\nprogress=continue");
        update.ShouldBe(new ProgressUpdate(25, null, null));
    }

    [Fact]
    public void Ffmpegs_status_line_is_understood_too()
    {
        var reader = new FfmpegProgress(TimeSpan.FromMinutes(2));
        Last(reader, "frame=  750 fps= 25 q=28.0 size=    2560kB time=00:00:30.00 bitrate= 699.1kbits/s speed=1.5x    ")
            .ShouldBe(new ProgressUpdate(25, TimeSpan.FromSeconds(60), "1.5x"));
    }

    [Theory]
    [InlineData("[download]  42.3% of   10.00MiB at    1.20MiB/s ETA 00:05", 42.3, 5.0, "1.20MiB/s")]
    [InlineData("[download]   0.1% of ~ 123.45MiB at  500.00KiB/s ETA 01:02:03 (frag 0/40)", 0.1, 3723.0, "500.00KiB/s")]
    [InlineData("[download]  10.0% of    3.00MiB at  Unknown B/s ETA Unknown", 10.0, null, null)]
    [InlineData("[download] 100% of   10.00MiB in 00:00:08 at 1.2MiB/s", 100.0, 0.0, "1.2MiB/s")]
    public void Yt_dlps_lines_are_understood(string line, double percent, double? seconds, string? speed)
    {
        Last(new YtDlpProgress(), line).ShouldBe(new ProgressUpdate(percent, seconds is { } s ? TimeSpan.FromSeconds(s) : null, speed));
    }

    [Theory]
    [InlineData("[download] Destination: 50% off.mp3")]
    [InlineData("[ExtractAudio] Destination: x.mp3")]
    [InlineData("[download] 999% of 1MiB")]
    [InlineData("progress")]
    [InlineData("Duration: 99999999999999:99:99")]
    [InlineData("frame= time=:: speed=")]
    [InlineData("out_time_us=99999999999999999999999")]
    [InlineData("")]
    public void Other_lines_are_passed_over(string line)
    {
        Last(new YtDlpProgress(), line).ShouldBeNull();
        Last(new FfmpegProgress(), line).ShouldBeNull();
    }

    [Fact]
    public void Noise_never_throws()
    {
        var random = new Random(11);
        IProgressReader[] readers = [new FfmpegProgress(), new YtDlpProgress()];
        string[] parts = ["out_time_us=", "speed=", "[download] ", "%", " ETA ", "Duration: ", "9e999", "-1", ":", "NaN", "frame=", " time=", "∞", "1"];
        for (var i = 0; i < 20_000; i++)
        {
            var line = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5).Select(_ => parts[random.Next(parts.Length)])));
            foreach (var reader in readers)
            {
                _ = reader.TryRead(line, out _);
                _ = DirectiveParser.TryParse([.. "::"u8, .. line], out _);
            }
        }
    }

    static ProgressUpdate? Last(IProgressReader reader, string lines)
    {
        ProgressUpdate? last = null;
        foreach (var line in lines.Split('\n'))
        {
            last = reader.TryRead(Encoding.UTF8.GetBytes(line), out var update) ? update : last;
        }
        return last;
    }
}
