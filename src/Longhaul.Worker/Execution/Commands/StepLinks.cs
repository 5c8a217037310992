using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// Makes links to what steps published: one for each step by its name, for an item of a list by its place in it, in four digits or more. A step that was
/// expanded has a folder of its own with those of its children.
/// </summary>
internal sealed class StepLinks(RunReader runs, IArtifactStore artifacts)
{
    /// <summary>Makes those of a container's children in the folder, which is made where there are any.</summary>
    public async Task LinkChildrenAsync(string folder, long container, CancellationToken stop)
    {
        IReadOnlyList<StepFiles> part = [];
        do
        {
            part = await runs.ReadFilesAsync(container, part.Count == 0 ? 0 : part[^1].JobId, stop);
            foreach (var step in part)
            {
                await LinkAsync(folder, step, stop);
            }
        }
        while (part.Count == IJobStore.MaxBatch);
    }

    /// <summary>Makes that of one step.</summary>
    public async Task LinkAsync(string folder, StepFiles step, CancellationToken stop)
    {
        var link = SafePath.Resolve(folder, ItemStep.FolderOf(step.Step));
        if (step.Place is not { } place)
        {
            await LinkChildrenAsync(link, step.JobId, stop);
        }
        else if (await artifacts.FindFolderAsync(place, step.Manifest, stop) is { } published)
        {
            Directory.CreateDirectory(folder);
            Directory.CreateSymbolicLink(link, published);
        }
    }
}
