using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Scratch;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// Gives a step the artifacts of its run: a folder with one link per finished step to what that step's accepted attempt published. A step that was expanded
/// has a folder of its own there: of the items of a list each is named by its place in it, in four digits or more.
/// </summary>
internal sealed class RunFolder(RunReader runs, IArtifactStore artifacts)
{
    public async Task MakeAsync(ScratchFolder scratch, IReadOnlyList<JobRecord> steps, CancellationToken stop)
    {
        if (steps.Count > 0)
        {
            Directory.CreateDirectory(scratch.Run);
            await LinkAsync(scratch.Run, steps, stop);
        }
    }

    private async Task LinkAsync(string folder, IReadOnlyList<JobRecord> steps, CancellationToken stop)
    {
        foreach (var step in steps.Where(step => step.Step is not null && step.State.IsOver()))
        {
            var place = SafePath.Resolve(folder, NameOf(step.Step!));
            if (step.IsExpanded)
            {
                await LinkAsync(place, await runs.ReadChildrenAsync(step, stop), stop);
            }
            else if (step is { State: JobState.Completed or JobState.Skipped, Artifacts: not null } && await FindAsync(step, stop) is { } published)
            {
                Directory.CreateDirectory(folder);
                Directory.CreateSymbolicLink(place, published);
            }
        }
    }

    private async Task<string?> FindAsync(JobRecord step, CancellationToken stop) =>
        ArtifactPlace.Of(step) is { } place ? await artifacts.FindFolderAsync(place, step.Artifacts, stop) : null;

    private static string NameOf(string step) => ItemStep.IndexOf(step) is { } index ? $"{index:0000}" : step;
}
