namespace Longhaul.Cli.Following;

/// <summary>Makes whole lines of one job's output: a line that is too long for a piece goes on in the next piece of its stream.</summary>
internal sealed class WholeLines
{
    private readonly Dictionary<LogStream, LogPiece> _begun = [];

    /// <summary>What is whole by now. What Longhaul says itself ends every line that was begun: it also stands for what is left out.</summary>
    public IReadOnlyList<LogPiece> Take(LogPiece piece)
    {
        var whole = new List<LogPiece>();
        if (piece.Stream == LogStream.System || _begun.Values.Any(begun => begun.Place.AttemptNumber != piece.Place.AttemptNumber))
        {
            whole.AddRange(TakeRest());
        }

        var text = _begun.Remove(piece.Stream, out var before) ? before.Text + piece.Text : piece.Text;
        var end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
        {
            _begun[piece.Stream] = piece with { Text = text[end..] };
        }

        if (end > 0)
        {
            whole.Add(piece with { Text = text[..end] });
        }

        return whole;
    }

    /// <summary>The lines that were begun, where nothing more will come.</summary>
    public IReadOnlyList<LogPiece> TakeRest()
    {
        LogPiece[] rest = [.. _begun.Values.OrderBy(piece => piece.Place.Sequence)];
        _begun.Clear();
        return rest;
    }
}
