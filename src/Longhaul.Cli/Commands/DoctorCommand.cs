using System.CommandLine;
using Longhaul.Cli.Doctor;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul doctor</c>: looks at everything a worker needs, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandShell shell)
    {
        var json = Shared.Json();
        var command = new Command("doctor", "Check configuration, environment, store, clock, tools, disk and limits") { json };
        command.SetAction(async (parsed, cancel) => Write(shell.Terminal, await ExamineAsync(shell, parsed, cancel), parsed.GetValue(json)));
        return command;
    }

    private static async Task<List<Finding>> ExamineAsync(CommandShell shell, ParseResult parsed, CancellationToken cancel)
    {
        var settings = shell.Settings(parsed);
        var place = shell.Place(parsed, settings);
        var findings = new List<Finding>();
        var project = Configuration(place, shell, findings);
        findings.AddRange(EnvironmentChecks.Run(settings));
        var choice = StoreChoice.Make(settings, place.Folder, () => project?.Store);
        findings.AddRange(settings.Problems.Select(problem => Finding.Problem("store", problem, null, ExitCode.BadConfiguration)));
        if (choice is not null)
        {
            findings.AddRange(await StoreChecks.RunAsync(choice, project, settings, shell.Clock, cancel));
        }

        findings.Add(DataChecks.Run(settings, place.Folder));
        findings.AddRange(await BucketChecks.RunAsync(settings, project?.Artifacts.Store, shell.Clock, cancel));
        findings.AddRange(project is null ? [] : OptionChecks.Run(project));
        findings.AddRange(project is null ? [] : ToolChecks.Run(project, shell.Environment.GetValueOrDefault("PATH")));
        findings.AddRange(MachineChecks.Run(choice?.Place is StorePlace.LocalFile file ? Path.GetDirectoryName(file.Path)! : place.Folder));
        return findings;
    }

    private static ProjectDefinition? Configuration(ProjectPlace place, CommandShell shell, List<Finding> findings)
    {
        try
        {
            var project = ProjectReading.Read(place.RequireFile(), shell.Environment);
            var jobs = project.Kinds.Count;
            findings.Add(Finding.Ok("configuration", $"{place.File}: {jobs} kinds of jobs, {project.Pipelines.Count} pipelines, {project.Queues.Count} queues"));
            return project;
        }
        catch (ConfigurationException e)
        {
            findings.AddRange(e.Problems.Select(problem => Finding.Problem("configuration", problem, null, ExitCode.BadConfiguration)));
            return null;
        }
    }

    private static int Write(Terminal terminal, List<Finding> findings, bool json)
    {
        if (json)
        {
            var items = findings.Select(one => new FindingJson(one.Check, Word(one.Level), one.Message, one.Remedy));
            JsonOutput.WriteList(terminal.Out, items, JsonOutput.Types.FindingJson);
        }
        else
        {
            WriteText(terminal, findings);
        }

        return findings.Where(one => one.Level == FindingLevel.Problem).Select(one => one.Code).DefaultIfEmpty(ExitCode.Done).Max();
    }

    private static void WriteText(Terminal terminal, List<Finding> findings)
    {
        foreach (var one in findings)
        {
            var word = Style.Paint(Word(one.Level).PadRight(7), terminal.HasColour ? Colour(one.Level) : null);
            terminal.Out.WriteLine($"{word}  {one.Check,-13}  {TerminalText.Neutralise(one.Message)}");
            if (one.Remedy is { } remedy)
            {
                terminal.Out.WriteLine($"{"",-24}-> {TerminalText.Neutralise(remedy)}");
            }
        }

        terminal.Out.Flush();
    }

    private static string Word(FindingLevel level) => level switch
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
