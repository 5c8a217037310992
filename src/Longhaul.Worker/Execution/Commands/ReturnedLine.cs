namespace Longhaul.Worker.Execution.Commands;

/// <summary>The last line of a stream while only a carriage return has ended it: the next line replaces it, the end of the stream does not.</summary>
internal sealed class ReturnedLine
{
    private byte[] _text = [];
    private int _length;

    /// <summary>True while the last line ended so.</summary>
    public bool Waits { get; private set; }

    /// <summary>True while it is one for the log.</summary>
    public bool HasText { get; private set; }

    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>Keeps a line; an empty one replaces nothing.</summary>
    public void Keep(ReadOnlySpan<byte> line)
    {
        Waits = true;
        if (line.IsEmpty)
        {
            return;
        }

        if (_text.Length < line.Length)
        {
            _text = new byte[line.Length];
        }

        line.CopyTo(_text);
        (_length, HasText) = (line.Length, true);
    }

    /// <summary>The line was none for the log.</summary>
    public void KeepNothing() => (Waits, HasText) = (true, false);

    public void Forget() => (Waits, HasText) = (false, false);
}
