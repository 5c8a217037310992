using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Understands the progress that a kind's program prints, and knows which lines are nothing else.</summary>
internal sealed class ProgressLines
{
    private static readonly string[] FfmpegKeys =
    [
        "frame=", "fps=", "stream_", "bitrate=", "total_size=", "out_time_us=", "out_time_ms=", "out_time=", "dup_frames=", "drop_frames=",
        "speed=", "progress=",
    ];

    private readonly IProgressReader _reader;
    private readonly byte[][] _keys;

    private ProgressLines(IProgressReader reader, IEnumerable<string> keys) =>
        (_reader, _keys) = (reader, [.. keys.Select(System.Text.Encoding.ASCII.GetBytes)]);

    /// <summary>For a kind's <c>progress:</c>; null where it has none.</summary>
    public static ProgressLines? For(ProgressFormat format) => format switch
    {
        ProgressFormat.Ffmpeg => new ProgressLines(new FfmpegProgress(), FfmpegKeys),
        ProgressFormat.YtDlp => new ProgressLines(new YtDlpProgress(), []),
        _ => null,
    };

    /// <summary>True where the line is progress and nothing else; the update comes with the line that completes one.</summary>
    public bool Take(ReadOnlySpan<byte> line, out ProgressUpdate? update)
    {
        var complete = _reader.TryRead(line, out var read);
        update = complete ? read : null;
        return complete || IsKey(line);
    }

    private bool IsKey(ReadOnlySpan<byte> line)
    {
        foreach (var key in _keys)
        {
            if (line.StartsWith(key))
            {
                return true;
            }
        }

        return false;
    }
}
