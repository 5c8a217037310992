using System.Text;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>The last 64 KiB of a command's standard error: what tells a failure that passes from one that does not.</summary>
internal sealed class StderrTail
{
    private const int Capacity = 64 * 1024;
    private byte[] _ring = [];
    private long _written;

    /// <summary>Adds a line, given without its end, or a piece that the next one goes on with.</summary>
    public void Add(ReadOnlySpan<byte> line, bool endLine = true)
    {
        if (_ring.Length == 0)
        {
            _ring = new byte[Capacity];
        }

        Append(line[Math.Max(0, line.Length - Capacity)..]);
        Append(endLine ? "\n"u8 : default);
    }

    public override string ToString()
    {
        var length = (int)Math.Min(_written, Capacity);
        var start = (int)((_written - length) % Capacity);
        var text = new byte[length];
        var first = Math.Min(length, Capacity - start);
        _ring.AsSpan(start, first).CopyTo(text);
        _ring.AsSpan(0, length - first).CopyTo(text.AsSpan(first));
        return Encoding.UTF8.GetString(text);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var at = (int)(_written % Capacity);
        var first = Math.Min(bytes.Length, Capacity - at);
        bytes[..first].CopyTo(_ring.AsSpan(at));
        bytes[first..].CopyTo(_ring);
        _written += bytes.Length;
    }
}
