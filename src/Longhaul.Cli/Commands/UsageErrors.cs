using System.CommandLine;
using System.CommandLine.Parsing;

namespace Longhaul.Cli.Commands;

/// <summary>Tells what is wrong with a command line.</summary>
internal static class UsageErrors
{
    public static int Write(ParseResult parsed, Terminal terminal)
    {
        var path = Path(parsed.CommandResult);
        foreach (var message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(message.ReplaceLineEndings(" ").TrimEnd('.'))}; see: {path} --help");
        }

        return ExitCode.Usage;
    }

    private static string Path(CommandResult command)
    {
        var names = new List<string>();
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: not RootCommand } inner)
            {
                names.Insert(0, inner.Command.Name);
            }
        }

        return string.Join(' ', names.Prepend("longhaul"));
    }
}
