using System.Buffers.Text;
using System.Text;

namespace Longhaul.Processes;

/// <summary>
/// ffmpeg's progress: the <c>key=value</c> blocks of <c>-progress pipe:1</c>, or the status line it prints on stderr otherwise. The
/// whole is what is given, or else the longest <c>Duration:</c> that ffmpeg names for its inputs.
/// </summary>
/// <param name="total">How long the result will be, where that is known.</param>
public sealed class FfmpegProgress(TimeSpan? total = null) : IProgressReader
{
    TimeSpan? _longestInput;
    TimeSpan? _done;
    double? _speed;

    /// <inheritdoc />
    public bool TryRead(ReadOnlySpan<byte> line, out ProgressUpdate update)
    {
        line = line.Trim((byte)' ');
        update = default;
        var complete = line.StartsWith("progress="u8) || ReadStatusLine(line);
        if (complete)
        {
            update = Report(ended: line.SequenceEqual("progress=end"u8));
        }
        else
        {
            ReadValue(line);
        }
        return complete && update.Percent is not null;
    }

    void ReadValue(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("out_time_us="u8))
        {
            _done = Utf8Parser.TryParse(line[12..], out long micros, out _) && micros >= 0 ? TimeSpan.FromMicroseconds(micros) : _done;
        }
        else if (line.StartsWith("speed="u8))
        {
            _speed = ReadSpeed(line[6..]) ?? _speed;
        }
        else if (line.StartsWith("Duration: "u8) && ClockText.TryRead(line[10..], out var length))
        {
            _longestInput = length > (_longestInput ?? TimeSpan.Zero) ? length : _longestInput;
        }
    }

    // frame=  100 fps= 25 q=28.0 size=     256kB time=00:00:04.00 bitrate= 524.3kbits/s speed=1.5x
    bool ReadStatusLine(ReadOnlySpan<byte> line)
    {
        var isStatus = line.StartsWith("frame="u8) || line.StartsWith("size="u8);
        var at = line.IndexOf(" time="u8);
        if (!isStatus || at < 0 || !ClockText.TryRead(line[(at + 6)..], out var done))
        {
            return false;
        }
        _done = done;
        var speedAt = line.IndexOf(" speed="u8);
        _speed = speedAt < 0 ? _speed : ReadSpeed(line[(speedAt + 7)..]) ?? _speed;
        return true;
    }

    ProgressUpdate Report(bool ended)
    {
        var speed = _speed is { } times ? $"{times:0.##}x" : null;
        var whole = total ?? _longestInput;
        if (ended)
        {
            return new ProgressUpdate(100, TimeSpan.Zero, speed);
        }
        if (_done is not { } done || whole is not { } length || length <= TimeSpan.Zero)
        {
            return new ProgressUpdate(null, null, speed);
        }
        var left = length > done ? length - done : TimeSpan.Zero;
        return new ProgressUpdate(Math.Min(100, done / length * 100), _speed > 0.001 ? left / _speed.Value : null, speed);
    }

    static double? ReadSpeed(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text.TrimStart((byte)' '), out double speed, out _) && double.IsFinite(speed) ? speed : null;
}
