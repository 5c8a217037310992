namespace Longhaul.Worker.Execution.Commands;

/// <summary>Pieces of one line that are text each: the beginning of a character of UTF-8 that a cut went through waits for its rest.</summary>
internal sealed class WholeCharacters
{
    private const int LongestBeginning = 3;

    private readonly byte[] _kept = new byte[LongestBeginning];
    private byte[] _joined = [];
    private int _length;

    /// <summary>What may be passed on; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> piece, bool isLast)
    {
        var text = _length == 0 ? piece : Join(piece);
        _length = isLast ? 0 : BeginningAtEnd(text);
        text[^_length..].CopyTo(_kept);
        return text[..^_length];
    }

    private Span<byte> Join(ReadOnlySpan<byte> piece)
    {
        var length = _length + piece.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[length];
        }

        _kept.AsSpan(0, _length).CopyTo(_joined);
        piece.CopyTo(_joined.AsSpan(_length));
        return _joined.AsSpan(0, length);
    }

    private static int BeginningAtEnd(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(LongestBeginning, text.Length); back++)
        {
            var one = text[^back];
            if ((one & 0xC0) != 0x80)
            {
                return BytesOf(one) > back ? back : 0;
            }
        }

        return 0;
    }

    private static int BytesOf(byte first) => first switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
}
