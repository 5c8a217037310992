using System.Buffers;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Finds the lines of one stream that are spoken to Longhaul. A long one arrives in pieces and is put together first.</summary>
internal sealed class DirectiveLines(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _pieces = new();
    private bool _insideLine;
    private bool _collecting;

    /// <summary>Takes a line or a piece of one; true where it is part of a directive.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="end">What ended them.</param>
    /// <param name="directive">What was said, once it is complete.</param>
    public bool Take(ReadOnlySpan<byte> piece, LineEnd end, out Directive? directive)
    {
        directive = null;
        var first = !_insideLine;
        _insideLine = end == LineEnd.Cut;
        if (first && !_insideLine)
        {
            return DirectiveParser.TryParse(piece, out directive);
        }

        _collecting = first ? piece.StartsWith("::"u8) : _collecting;
        if (!_collecting)
        {
            return false;
        }

        if (_pieces.WrittenCount + piece.Length <= maxBytes)
        {
            _pieces.Write(piece);
        }

        directive = _insideLine ? null : Complete();
        return true;
    }

    private Directive Complete()
    {
        var whole = _pieces.WrittenCount < maxBytes && DirectiveParser.TryParse(_pieces.WrittenSpan, out var said) ? said : null;
        _collecting = false;
        _pieces.Clear();
        return whole ?? new MalformedDirective("", $"A line that begins with '::' is unknown or longer than {maxBytes} bytes; it is not understood.");
    }
}
