namespace Longhaul.Cli.Doctor;

/// <summary>Findings for a person.</summary>
internal static class FindingText
{
    public static void Write(TextWriter output, IEnumerable<Finding> findings, bool hasColour)
    {
        foreach (var one in findings)
        {
            var word = Style.Paint(Word(one.Level).PadRight(7), hasColour ? Colour(one.Level) : null);
            output.WriteLine($"{word}  {one.Check,-13}  {TerminalText.Neutralise(one.Message)}");
            if (one.Remedy is { } remedy)
            {
                output.WriteLine($"{"",-24}-> {TerminalText.Neutralise(remedy)}");
            }
        }

        output.Flush();
    }

    public static string Word(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warning",
        _ => "problem",
    };

    private static string Colour(FindingLevel level) => level switch
    {
        FindingLevel.Ok => Style.Green,
        FindingLevel.Warning => Style.Yellow,
        _ => Style.Red,
    };
}
