using System.CommandLine;

namespace Longhaul.Cli.Commands;

/// <summary>Options and arguments that several commands have.</summary>
internal static class Shared
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    public static Option<int> Limit(int fallback) => new("--limit")
    {
        HelpName = "N",
        Description = $"At most N (1 to {IJobStore.MaxBatch}, default {fallback})",
        DefaultValueFactory = _ => fallback,
        Validators = { result => Between(result.Tokens is [var token, ..] ? token.Value : null, result.AddError) },
    };

    public static Argument<long> JobId() => new("ID") { Description = "The job's id" };

    public static Option<string> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    private static void Between(string? text, Action<string> complain)
    {
        if (text is not null && !(int.TryParse(text, out var number) && number is >= 1 and <= IJobStore.MaxBatch))
        {
            complain($"--limit: {TerminalText.Quote(text)} is not a number from 1 to {IJobStore.MaxBatch}");
        }
    }
}
