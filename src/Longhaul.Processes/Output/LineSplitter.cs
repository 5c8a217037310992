namespace Longhaul.Processes;

/// <summary>Cuts a stream of bytes into lines and holds at most one line of <paramref name="maxLine"/> bytes. A longer line comes in
/// pieces that, joined, are the line.</summary>
internal sealed class LineSplitter(int maxLine, Action<ReadOnlySpan<byte>, LineEnd> emit)
{
    byte[] _carry = [];
    int _carried;
    bool _returnHeld;

    /// <summary>Whether nothing waits for the rest of its line.</summary>
    internal bool IsEmpty => _carried == 0 && !_returnHeld;

    /// <summary>Takes the next bytes. <paramref name="moreWaits"/> says that the stream surely goes on: then a carriage return at the end
    /// is held until it is known whether a line feed belongs to it. Otherwise it is passed on at once, or progress would show one step late; a
    /// line feed that comes after all then ends an empty line, by which the receiver knows that the line before it is not replaced.</summary>
    internal void Push(ReadOnlySpan<byte> bytes, bool moreWaits)
    {
        if (!bytes.IsEmpty && _returnHeld)
        {
            bytes = SettleReturn(bytes);
        }
        while (!bytes.IsEmpty)
        {
            var at = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (at < 0)
            {
                Keep(bytes);
                return;
            }
            bytes = EndLine(bytes, at, moreWaits);
        }
    }

    /// <summary>Passes on what is left at the stream's end.</summary>
    internal void Finish()
    {
        if (_carried > 0 || _returnHeld)
        {
            EmitCarried(_returnHeld ? LineEnd.CarriageReturn : LineEnd.EndOfStream);
        }
        _returnHeld = false;
    }

    ReadOnlySpan<byte> SettleReturn(ReadOnlySpan<byte> bytes)
    {
        var newline = bytes[0] == '\n';
        EmitCarried(newline ? LineEnd.Newline : LineEnd.CarriageReturn);
        _returnHeld = false;
        return newline ? bytes[1..] : bytes;
    }

    ReadOnlySpan<byte> EndLine(ReadOnlySpan<byte> bytes, int at, bool moreWaits)
    {
        var rest = bytes[(at + 1)..];
        if (bytes[at] == '\n')
        {
            Complete(bytes[..at], LineEnd.Newline);
            return rest;
        }
        if (rest.IsEmpty && moreWaits)
        {
            Keep(bytes[..at]);
            _returnHeld = true;
            return rest;
        }
        var both = !rest.IsEmpty && rest[0] == '\n';
        Complete(bytes[..at], both ? LineEnd.Newline : LineEnd.CarriageReturn);
        return both ? rest[1..] : rest;
    }

    void Complete(ReadOnlySpan<byte> last, LineEnd end)
    {
        if (_carried == 0 && last.Length <= maxLine)
        {
            emit(last, end);
            return;
        }
        Keep(last);
        EmitCarried(end);
    }

    void Keep(ReadOnlySpan<byte> bytes)
    {
        while (_carried + bytes.Length > maxLine)
        {
            var fits = maxLine - _carried;
            Append(bytes[..fits]);
            bytes = bytes[fits..];
            EmitCarried(LineEnd.Cut);
        }
        Append(bytes);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        if (_carry.Length < _carried + bytes.Length)
        {
            Array.Resize(ref _carry, Math.Min(maxLine, Math.Max(256, 2 * (_carried + bytes.Length))));
        }
        bytes.CopyTo(_carry.AsSpan(_carried));
        _carried += bytes.Length;
    }

    void EmitCarried(LineEnd end)
    {
        var length = _carried;
        _carried = 0;
        emit(_carry.AsSpan(0, length), end);
    }
}
