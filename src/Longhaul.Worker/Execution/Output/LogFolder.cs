using Longhaul.Core.Artifacts;

namespace Longhaul.Worker.Execution.Output;

/// <summary>The files with the whole output of attempts: <c>logs/JOB/ATTEMPT.log</c> below the data folder.</summary>
internal sealed class LogFolder(string dataFolder)
{
    private readonly string _root = Path.Join(dataFolder, "logs");

    public string PathOf(long jobId, int attempt) => Path.Join(_root, $"{jobId}", $"{attempt}.log");

    /// <summary>The path as people see it, relative to the data folder's parent.</summary>
    public string ShownPathOf(long jobId, int attempt) => $"{Path.GetFileName(Path.GetFullPath(dataFolder))}/logs/{jobId}/{attempt}.log";

    /// <summary>Removes the files of jobs that are not wanted (any more). Returns how many jobs.</summary>
    public async Task<int> SweepAsync(Func<long, Task<bool>> isWanted, CancellationToken cancel = default)
    {
        var removed = 0;
        foreach (var folder in Directory.Exists(_root) ? Directory.GetDirectories(_root) : [])
        {
            cancel.ThrowIfCancellationRequested();
            if (long.TryParse(Path.GetFileName(folder), out var jobId) && HasOnlyLogs(folder) && !await isWanted(jobId))
            {
                FolderTree.Remove(folder);
                removed++;
            }
        }

        return removed;
    }

    // A number is a common name: a folder with anything else in it, or a link to one, is somebody's own.
    private static bool HasOnlyLogs(string folder) =>
        FileEntry.Inspect(folder).Kind == FileEntryKind.Folder && Directory.EnumerateFileSystemEntries(folder).All(IsLog);

    private static bool IsLog(string path) => Path.GetExtension(path) == ".log" && int.TryParse(Path.GetFileNameWithoutExtension(path), out _);
}
