using System.CommandLine;
using Longhaul.Cli.Bench;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul bench</c>: measures the store that the settings name, in a place of its own beside it.</summary>
internal static class BenchCommand
{
    public static Command Create(CommandShell shell)
    {
        var defaults = new BenchChoice();
        var only = CreateOnly();
        var jobs = NumberOption.Create("--jobs", 100, 10_000_000, $"How many jobs a drain begins with (default {defaults.Jobs})");
        var runs = NumberOption.Create("--runs", 1, 100, $"How often each is measured (default {defaults.Runs}); the median counts");
        var processes = NumberOption.Create("--processes", 1, 64, "How many worker processes drain (default 2; 1 for single)");
        var places = NumberOption.Create("--places", 1, 1_000, $"How many jobs a worker runs at once (default {defaults.Places})");
        var seconds = NumberOption.Create("--seconds", 1, 3_600, "How long timed measurements last (default 5; 60 for held)");
        var json = Shared.Json();
        var command = new Command("bench", "Measure the store: enqueue, drain, latency, claims; in a place of its own that is removed afterwards")
        {
            only, jobs, runs, processes, places, seconds, json,
        };
        command.SetAction(parsed => BenchSession.RunAsync(
            shell, parsed,
            new BenchChoice
            {
                Groups = parsed.GetValue(only) ?? BenchChoice.DefaultGroups,
                Jobs = parsed.GetValue(jobs) ?? defaults.Jobs,
                Runs = parsed.GetValue(runs) ?? defaults.Runs,
                Processes = parsed.GetValue(processes),
                Places = parsed.GetValue(places) ?? defaults.Places,
                Seconds = parsed.GetValue(seconds),
            },
            parsed.GetValue(json)));
        return command;
    }

    private static Option<IReadOnlyList<string>?> CreateOnly()
    {
        var only = new Option<IReadOnlyList<string>?>("--only")
        {
            HelpName = "GROUPS",
            Description = $"Only these, with commas between: {string.Join(", ", BenchChoice.AllGroups)} (default: {string.Join(", ", BenchChoice.DefaultGroups)})",
            CustomParser = result =>
            {
                string[] groups = result.Tokens is [var token] ? token.Value.Split(',', StringSplitOptions.TrimEntries) : [];
                if (groups.FirstOrDefault(group => !BenchChoice.AllGroups.Contains(group)) is { } unknown)
                {
                    result.AddError($"--only: {TerminalText.Quote(unknown)} is none of {string.Join(", ", BenchChoice.AllGroups)}");
                }

                return groups;
            },
        };
        only.CompletionSources.Add([.. BenchChoice.AllGroups]);
        return only;
    }
}
