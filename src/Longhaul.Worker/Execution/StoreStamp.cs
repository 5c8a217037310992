namespace Longhaul.Worker.Execution;

/// <summary>
/// Which store a data folder belongs to: the first that it was used with, by the file <c>store</c> in it. Job ids of another store mean
/// other jobs. A store that moves with the folder is named by its path from there, so that both may be moved or copied together.
/// </summary>
internal sealed class StoreStamp(string dataFolder, string projectFolder)
{
    private readonly string _path = Path.Join(dataFolder, "store");

    /// <summary>True where the folder is the store's own; a folder that is nobody's becomes so.</summary>
    /// <param name="address">A file's full path, or whatever else tells the store from others.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<bool> IsOfAsync(string address, CancellationToken cancel)
    {
        var name = NameOf(address);
        var kept = File.Exists(_path) ? await File.ReadAllTextAsync(_path, cancel) : null;
        if (kept == name)
        {
            return true;
        }

        if (kept is not null && !NamesFile(kept, address))
        {
            return false;
        }

        await WriteAsync(name, cancel);
        return true;
    }

    private string NameOf(string address)
    {
        if (!Path.IsPathRooted(address))
        {
            return address;
        }

        var (store, data, project) = (RealPath.Of(address), RealPath.Of(dataFolder), RealPath.Of(projectFolder));
        var together = IsIn(data, store) || (IsIn(project, store) && IsIn(project, data));
        return together ? Path.GetRelativePath(data, store) : store;
    }

    // A stamp in other words, such as the full path that was written at first, or one from before the project file moved.
    private bool NamesFile(string kept, string address)
    {
        var named = Path.GetFullPath(kept, RealPath.Of(dataFolder));
        return Path.IsPathRooted(address) && File.Exists(named) && RealPath.Of(named) == RealPath.Of(address);
    }

    // Never half a stamp, which would be nobody's for ever.
    private async Task WriteAsync(string name, CancellationToken cancel)
    {
        var unfinished = $"{_path}.{Environment.ProcessId}";
        await File.WriteAllTextAsync(unfinished, name, cancel);
        File.Move(unfinished, _path, overwrite: true);
    }

    private static bool IsIn(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path);
        return !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
    }
}
