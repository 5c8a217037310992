using Longhaul.Core.Artifacts;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// A file of a mebibyte beside the store that is given up when the disk is full, so that the outcomes of running jobs still find room.
/// While it cannot be made again, new work is refused.
/// </summary>
internal sealed class Ballast(string storePath, TimeProvider clock)
{
    private const int Bytes = 1 << 20;
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
    private readonly string _path = storePath + "-ballast";
    private long _probedAt;

    /// <summary>True from the moment the disk was found full until there was room for the ballast again.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Gives the ballast's room to the store. False where there was none left to give.</summary>
    public bool Spend()
    {
        IsSpent = true;
        _probedAt = clock.GetTimestamp();
        return File.Exists(_path) && Remove();
    }

    /// <summary>Looks now and then whether there is room again.</summary>
    public void Probe()
    {
        if (IsSpent && clock.GetElapsedTime(_probedAt) >= ProbeEvery)
        {
            _probedAt = clock.GetTimestamp();
            Restore();
        }
    }

    /// <summary>Makes the ballast where it is missing and there is room for it and as much again.</summary>
    public void Restore()
    {
        try
        {
            if (!File.Exists(_path))
            {
                Write();
            }

            IsSpent = false;
        }
        catch (IOException failure) when (FullDisk.IsCauseOf(failure))
        {
            IsSpent = true;
            Remove();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another process makes it at this very moment, or the folder takes no new files: no sign of a full disk.
        }
    }

    private bool Remove()
    {
        try
        {
            File.Delete(_path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes it full rather than sparse, or it would hold no room; twice the size first, or it would take the last room itself.</summary>
    private void Write()
    {
        using var file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(new byte[2 * Bytes]);
        file.Flush(flushToDisk: true);
        file.SetLength(Bytes);
    }
}
