using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Scratch;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Gives a step the artifacts of its run: a folder with one link per finished step to what that step's accepted attempt published.</summary>
internal static class RunFolder
{
    public static async Task MakeAsync(ScratchFolder scratch, IReadOnlyList<JobRecord> tree, IArtifactStore artifacts, CancellationToken stop)
    {
        if (tree.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(scratch.Run);
        foreach (var member in tree.Where(member => member is { State: JobState.Completed or JobState.Skipped, Step: not null, Artifacts: not null }))
        {
            if (ArtifactPlace.Of(member) is { } place && await artifacts.FindFolderAsync(place, stop) is { } folder)
            {
                Directory.CreateSymbolicLink(SafePath.Resolve(scratch.Run, member.Step!), folder);
            }
        }
    }
}
