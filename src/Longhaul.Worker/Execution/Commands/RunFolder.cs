using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Scratch;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// Gives a step the artifacts of its run: a folder with one link per finished step, to what that step's accepted attempt published, or, for a step that was
/// expanded, to the folder that all attempts of this worker share.
/// </summary>
internal sealed class RunFolder(StepLinks links, SharedLinks shared)
{
    public async Task MakeAsync(ScratchFolder scratch, IReadOnlyList<JobRecord> steps, CancellationToken stop)
    {
        if (steps.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(scratch.Run);
        foreach (var step in steps)
        {
            if (step.IsExpanded && step.State.IsOver())
            {
                await LinkSharedAsync(scratch, step, stop);
            }
            else if (StepFiles.Of(step) is { } files)
            {
                await links.LinkAsync(scratch.Run, files, stop);
            }
        }
    }

    /// <summary>The attempt is over.</summary>
    public void Release(ScratchFolder scratch) => shared.Release(scratch.Root);

    private async Task LinkSharedAsync(ScratchFolder scratch, JobRecord container, CancellationToken stop)
    {
        if (await shared.UseAsync(container, scratch.Root, stop) is { } folder)
        {
            Directory.CreateSymbolicLink(SafePath.Resolve(scratch.Run, ItemStep.FolderOf(container.Step!)), folder);
        }
    }
}
