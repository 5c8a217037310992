namespace Longhaul.Cli.Following;

/// <summary>A block of lines at the end of the output that is painted again and again; other lines appear above it.</summary>
internal sealed class LiveBlock(Terminal terminal)
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    private IReadOnlyList<string> _painted = [];

    /// <summary>Paints the block anew, below the lines that are to stay.</summary>
    public void Paint(IReadOnlyList<string> block, params IReadOnlyList<string> above)
    {
        if (above.Count == 0 && block.SequenceEqual(_painted))
        {
            return;
        }

        // One write per frame, so that a terminal never shows half of it.
        terminal.Out.Write(HideCursor + Back());
        foreach (var line in above.Concat(block))
        {
            terminal.Out.Write(line + "\e[0K\n");
        }

        terminal.Out.Write(ShowCursor);
        terminal.Out.Flush();
        _painted = [.. block];
    }

    /// <summary>Lets the block stand as it is; what follows comes below it.</summary>
    public void Leave() => _painted = [];

    // To the line's beginning as well: a terminal shows ^C where it is pressed, and the cursor stands behind it.
    private string Back() => _painted.Count == 0 ? "" : $"\r\e[{_painted.Count}A\e[0J";
}
