using System.CommandLine;
using System.Globalization;

namespace Longhaul.Cli.Commands;

/// <summary>Options that are a number between two others.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, int least, int most, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name}: {TerminalText.Quote(text)} is not a number from {least} to {most}");
            return null;
        },
    };
}
