using System.Buffers;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// One stream of a command with <c>***</c> for each secret, so that neither log nor error nor output keeps them. A long line comes in pieces,
/// and whoever joins them must not find a secret that was cut in two: so the end of a piece is held back until the next one is there.
/// </summary>
internal sealed class MaskedStream(SecretMask mask)
{
    private readonly ArrayBufferWriter<byte> _masked = new();
    private byte[] _text = [];
    private bool[] _marks = [];
    private int _held;
    private int _heldMarked;
    private bool _insideSecret;
    private bool _insideLine;

    /// <summary>A secret stands in the line that was passed on last, or in what was passed on of it.</summary>
    public bool HasMasked { get; private set; }

    /// <summary>What may be passed on of a line or a piece of one; valid until the next call. Of a piece it may be nothing.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> piece, LineEnd end)
    {
        var cut = end == LineEnd.Cut;
        HasMasked &= _insideLine;
        _insideLine = cut;
        if (mask.HeldBytes == 0 || (!cut && _held == 0 && !mask.IsIn(piece)))
        {
            return piece;
        }

        var length = Join(piece);
        var passed = cut ? Math.Max(0, length - mask.HeldBytes) : length;
        _masked.ResetWrittenCount();
        Pass(passed);
        Hold(passed, length);
        _insideSecret &= cut;
        return _masked.WrittenSpan;
    }

    private int Join(ReadOnlySpan<byte> piece)
    {
        var length = _held + piece.Length;
        if (_text.Length < length)
        {
            Array.Resize(ref _text, length);
            Array.Resize(ref _marks, length);
        }

        piece.CopyTo(_text.AsSpan(_held));
        var marks = _marks.AsSpan(0, length);
        marks[.._heldMarked].Fill(true);
        marks[_heldMarked..].Clear();
        mask.Mark(_text.AsSpan(0, length), marks);
        return length;
    }

    private void Pass(int length)
    {
        for (var at = 0; at < length;)
        {
            var secret = _marks[at];
            var run = Run(_marks.AsSpan(at, length - at), secret);
            if (!secret)
            {
                _masked.Write(_text.AsSpan(at, run));
            }
            else if (!_insideSecret)
            {
                HasMasked = true;
                _masked.Write("***"u8);
            }

            _insideSecret = secret;
            at += run;
        }
    }

    // A secret that begins before what is held may end within it: that it does must be known when only its end is left.
    private void Hold(int from, int length)
    {
        _held = length - from;
        _heldMarked = Run(_marks.AsSpan(from, _held), true);
        _text.AsSpan(from, _held).CopyTo(_text);
    }

    private static int Run(ReadOnlySpan<bool> marks, bool of) => marks.IndexOf(!of) is >= 0 and var end ? end : marks.Length;
}
