using Longhaul.Cli.Doctor;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Working;

/// <summary>What <c>doctor</c> would say of tools and disk: a worker starts all the same, since other jobs may need neither.</summary>
internal static class StartRemarks
{
    public static IReadOnlyList<string> Of(ProjectDefinition project, string? path, IEnumerable<string> writtenFolders) =>
    [
        .. ToolChecks.Run(project, path).Concat(MachineChecks.Disks(writtenFolders))
            .Where(one => one.Level == FindingLevel.Problem).Select(one => $"{one.Message}; {one.Remedy}"),
    ];
}
