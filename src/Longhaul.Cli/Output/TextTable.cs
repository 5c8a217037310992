using System.Text;

namespace Longhaul.Cli.Output;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says; made safe when it is written.</param>
/// <param name="Colour">One of <see cref="Style"/>, or null.</param>
internal readonly record struct Cell(string Text, string? Colour = null)
{
    public static implicit operator Cell(string? text) => new(text ?? "");
}

/// <summary>Aligned columns of text; on a terminal the lines are cut at its width.</summary>
internal sealed class TextTable
{
    private const int Gap = 2;

    private readonly List<Cell[]> _rows = [];

    public TextTable(params string[] headings) => _rows.Add([.. headings.Select(heading => new Cell(heading, Style.Dim))]);

    public void Add(params Cell[] cells) =>
        _rows.Add([.. cells.Select(cell => cell with { Text = TerminalText.Neutralise(cell.Text.ReplaceLineEndings(" ")) })]);

    public void Write(Terminal terminal)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Text.Length)).ToArray();
        foreach (var row in _rows)
        {
            terminal.Out.WriteLine(Line(row, widths, terminal));
        }

        terminal.Out.Flush();
    }

    private static string Line(Cell[] row, int[] widths, Terminal terminal)
    {
        var line = new StringBuilder();
        var used = 0;
        for (var column = 0; column < row.Length; column++)
        {
            var room = terminal.Width - used ?? int.MaxValue;
            if (room <= 0)
            {
                break;
            }

            var last = column == row.Length - 1;
            var text = Cut(last ? row[column].Text : row[column].Text.PadRight(widths[column]), room);
            line.Append(Style.Paint(text, terminal.HasColour && text.Length > 0 ? row[column].Colour : null));
            line.Append(' ', last ? 0 : Gap);
            used += text.Length + Gap;
        }

        return line.ToString().TrimEnd();
    }

    private static string Cut(string text, int room) => text.Length <= room ? text : room < 2 ? text[..room] : text[..(room - 1)] + "…";
}
