namespace Longhaul.Worker.Execution.Output;

/// <summary>The room on a folder's disk, looked at now and then while something is written there.</summary>
/// <param name="folder">A folder that is there by the first look.</param>
/// <param name="floorBytes">What is to stay free; 5 % of the disk where that is less.</param>
internal sealed class DiskRoom(string folder, long floorBytes)
{
    private const long MinStep = 64 * 1024, MaxStep = 4 * 1024 * 1024;
    private const int FloorShare = 20, StepShare = 4;

    private long _unseen;

    /// <summary>Counts bytes that are to be written; what is free, where that is too little for them.</summary>
    public long? FreeIfShort(long bytes)
    {
        _unseen -= bytes;
        if (_unseen > 0)
        {
            return null;
        }

        try
        {
            return Look();
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // A disk that does not tell is written to until it says no.
            _unseen = MaxStep;
            return null;
        }
    }

    // The nearer the floor the sooner it looks again: on a small disk several jobs would be through it within one long step.
    private long? Look()
    {
        var disk = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : folder);
        var free = disk.AvailableFreeSpace;
        var spare = free - Math.Min(floorBytes, disk.TotalSize / FloorShare);
        _unseen = Math.Clamp(spare / StepShare, MinStep, MaxStep);
        return spare < 0 ? free : null;
    }
}
