using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;
using Longhaul.Cli.Working;
using Longhaul.Core.Pipelines;
using Longhaul.Processes;

namespace Longhaul.Cli.Doctor;

/// <summary>All checks, in the order in which a worker meets what they look at.</summary>
internal static class Examination
{
    public static async Task<List<Finding>> RunAsync(CommandShell shell, ParseResult parsed, CancellationToken cancel)
    {
        var settings = shell.Settings(parsed);
        var place = shell.Place(parsed, settings);
        var findings = new List<Finding>();
        var project = Configuration(place, shell, findings);
        findings.AddRange(EnvironmentChecks.Run(settings));
        findings.AddRange(PlatformChecks.Run(place.Folder, settings, project));
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
        findings.AddRange(MemoryChecks.Run(settings, project, MemorySource.Detect()));
        findings.AddRange(MachineChecks.Run(MachineChecks.WrittenFolders(choice?.Place, WorkerPlan.DataFolderOf(settings, place.Folder))));
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
}
