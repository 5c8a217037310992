using Longhaul.Core.Artifacts;
using Longhaul.Worker.Execution.Instances;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>Removes the scratch folders of attempts that are over because their process is.</summary>
internal sealed class ScratchSweep(string dataFolder, InstanceFolder instances, ILogger<ScratchSweep> logger)
{
    private readonly string _root = ScratchNames.RootOf(dataFolder);

    /// <summary>Removes every folder that belongs to none of the processes that are written down. Returns how many.</summary>
    public int Run()
    {
        // Folders first: a process that comes up meanwhile is written down before it makes any.
        // Files as well: a job may have put one in the place of its folder.
        var folders = Directory.Exists(_root) ? Directory.GetFileSystemEntries(_root) : [];
        var known = instances.List();
        return folders.Where(folder => IsOrphan(Path.GetFileName(folder), known)).Count(Remove);
    }

    private static bool IsOrphan(string name, IReadOnlyList<string> known) =>
        ScratchNames.IsOne(name) && !known.Any(id => ScratchNames.BelongsTo(name, id));

    private bool Remove(string folder)
    {
        try
        {
            FolderTree.Remove(folder);
            return true;
        }
        catch (IOException problem)
        {
            logger.ScratchStays(folder, problem.Message);
            return false;
        }
    }
}
