namespace Longhaul.Cli.Following;

/// <summary>The lines of a piece of output.</summary>
internal static class OutputLines
{
    private static readonly HashSet<string> Directives = ["progress", "stage", "output", "cost", "artifact", "warning", "retry", "fail", "checkpoint"];

    /// <summary>Each line with its control sequences made harmless.</summary>
    public static IEnumerable<string> Of(LogPiece piece) =>
        (piece.Text.EndsWith('\n') ? piece.Text[..^1] : piece.Text).Split('\n').Select(line => TerminalText.Neutralise(line.TrimEnd('\r')));

    /// <summary>The same without what the job said to Longhaul alone, such as <c>::progress 42</c>: it is shown in other ways.</summary>
    public static IEnumerable<string> ForPeople(LogPiece piece) =>
        piece.Stream != LogStream.Out ? Of(piece) : Of(piece).Where(line => !IsDirective(line));

    private static bool IsDirective(string line) =>
        line.StartsWith("::", StringComparison.Ordinal) && Directives.Contains(line[2..].Split(' ', 2)[0]);
}
