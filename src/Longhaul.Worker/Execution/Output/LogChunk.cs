using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>Some lines of one stream, under one sequence number; the last one goes on in the stream's next piece where no line feed ends it.</summary>
internal sealed class LogChunk
{
    /// <summary>A piece is closed when it is this large; a longer line is a piece of its own.</summary>
    public const int TargetBytes = 16 * 1024;

    private const int FirstBytes = 256;

    private byte[]? _buffer;

    /// <summary>Makes an empty piece; takes over a buffer that is no longer used.</summary>
    public LogChunk(long sequence, LogStream stream, byte[]? spare)
    {
        (Sequence, Stream) = (sequence, stream);
        _buffer = spare ?? new byte[FirstBytes];
    }

    /// <summary>The bytes of a line with its end.</summary>
    public static int SizeOf(ReadOnlySpan<byte> line, bool endLine) => line.Length + (endLine ? 1 : 0);

    public long Sequence { get; }

    public LogStream Stream { get; }

    public int Bytes { get; private set; }

    public int Lines { get; private set; }

    /// <summary>True once its text is let go: the store has it, or nobody is to have it.</summary>
    public bool Sent => _buffer is null;

    /// <summary>True where a line of the given size, its end included, belongs here and not into another piece.</summary>
    public bool HasRoomFor(int size) => !Sent && (Bytes == 0 || Bytes + size <= TargetBytes);

    public void Add(ReadOnlySpan<byte> line, bool endLine)
    {
        // Two streams that take turns make a piece of every line: so a piece begins small.
        var needed = Bytes + SizeOf(line, endLine);
        if (needed > _buffer!.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, Math.Min(2 * _buffer.Length, TargetBytes)));
        }

        line.CopyTo(_buffer.AsSpan(Bytes));
        Bytes = needed;
        if (endLine)
        {
            _buffer![needed - 1] = (byte)'\n';
            Lines++;
        }
    }

    /// <summary>As the store wants it: what is no UTF-8, and NUL, becomes U+FFFD.</summary>
    public LogAppend ToAppend(AttemptRef attempt) =>
        new(attempt, Sequence, Stream, Encoding.UTF8.GetString(_buffer!, 0, Bytes).Replace('\0', '\uFFFD'));

    /// <summary>Lets the text go and returns its buffer, where there still is one.</summary>
    public byte[]? Release()
    {
        var buffer = _buffer;
        _buffer = null;
        return buffer;
    }
}
