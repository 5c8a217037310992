using System.CommandLine;
using System.CommandLine.Parsing;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Commands;

/// <summary>Tells what is wrong with a command line.</summary>
internal static class UsageErrors
{
    private const string NoCommand = "Required command was not provided.";

    public static int Write(ParseResult parsed, Terminal terminal)
    {
        var path = Path(parsed.CommandResult);
        foreach (var message in Messages(parsed))
        {
            terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(message.ReplaceLineEndings(" ").TrimEnd('.'))}{Hint(parsed)}; see: {path} --help");
        }

        return ExitCode.Usage;
    }

    // Where a word is unknown, that no command was recognised says nothing more.
    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.Count > 0;
        return parsed.Errors.Select(error => error.Message).Where(message => !unknown || message != NoCommand).Distinct();
    }

    private static string Hint(ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Subcommands.Select(command => command.Name);
        return parsed.UnmatchedTokens is [var unknown, ..] && NearestName.Find(unknown, names) is { } near ? $"; did you mean `{near}`" : "";
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
