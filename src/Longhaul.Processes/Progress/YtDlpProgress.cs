using System.Buffers.Text;
using System.Text;

namespace Longhaul.Processes;

/// <summary>yt-dlp's progress: <c>[download]  42.3% of 10.00MiB at 1.20MiB/s ETA 00:05</c>.</summary>
public sealed class YtDlpProgress : IProgressReader
{
    /// <inheritdoc />
    public bool TryRead(ReadOnlySpan<byte> line, out ProgressUpdate update)
    {
        update = default;
        if (!line.StartsWith("[download]"u8))
        {
            return false;
        }
        var rest = line[10..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out double percent, out var used) || used >= rest.Length || rest[used] != '%'
            || !(percent is >= 0 and <= 100))
        {
            return false;
        }
        rest = rest[(used + 1)..];
        update = new ProgressUpdate(percent, Remaining(rest, percent), Word(rest, " at "u8));
        return true;
    }

    static TimeSpan? Remaining(ReadOnlySpan<byte> rest, double percent)
    {
        var at = rest.IndexOf(" ETA "u8);
        if (at >= 0 && ClockText.TryRead(rest[(at + 5)..].TrimStart((byte)' '), out var left))
        {
            return left;
        }
        return percent >= 100 ? TimeSpan.Zero : null;
    }

    static string? Word(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> after)
    {
        var at = rest.IndexOf(after);
        if (at < 0)
        {
            return null;
        }
        var word = rest[(at + after.Length)..].TrimStart((byte)' ');
        var end = word.IndexOf((byte)' ');
        word = end < 0 ? word : word[..end];
        return word.EndsWith("/s"u8) ? Encoding.UTF8.GetString(word) : null;
    }
}
