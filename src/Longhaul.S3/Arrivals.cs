using System.Collections.Concurrent;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>
/// Brings what attempts published elsewhere to this machine: into a folder of this process's own first, and into its place once it is whole and checked.
/// Who asks for the same waits for the same.
/// </summary>
internal sealed class Arrivals(Bucket bucket, LocalArtifactStore copies, string root) : IDisposable
{
    private const string Lock = ".lock";

    private readonly string _all = Path.Join(Path.GetFullPath(root), "arrivals");
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<ArtifactPlace, SemaphoreSlim> _gates = new();
    private readonly Lock _making = new();
    private FileStream? _lock;
    private int _count;

    /// <exception cref="ArtifactStoreException">A file is gone or another; or the bucket is away.</exception>
    /// <exception cref="IOException">The disk said no, or has no room for it.</exception>
    public async Task<string> BringAsync(ArtifactPlace place, ArtifactManifest manifest, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd(place, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancel);
        try
        {
            return await copies.FindFolderAsync(place, cancel: cancel) ?? await FetchAsync(place, manifest, cancel);
        }
        finally
        {
            gate.Release();
            _gates.TryRemove(new(place, gate));
        }
    }

    /// <summary>Removes what processes that are gone left half done.</summary>
    public void RemoveStale()
    {
        foreach (var path in Directory.Exists(_all) ? Directory.GetFiles(_all, "*" + Lock) : [])
        {
            try
            {
                // Whoever lives holds its own.
                using var taken = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                FolderTree.Remove(path[..^Lock.Length]);
                File.Delete(path);
            }
            catch (IOException)
            {
                // It is held, or somebody else removes it.
            }
        }
    }

    public void Dispose()
    {
        if (_lock is not null)
        {
            _lock.Dispose();
            FolderTree.Remove(Path.Join(_all, _name));
            File.Delete(_lock.Name);
        }
    }

    private async Task<string> FetchAsync(ArtifactPlace place, ArtifactManifest manifest, CancellationToken cancel)
    {
        var folder = Path.Join(Own(), $"{Interlocked.Increment(ref _count)}");
        try
        {
            Directory.CreateDirectory(folder);
            RequireRoom(folder, manifest.Files.Sum(file => file.Size));
            await new Download(bucket).RunAsync(BucketKeys.Of(bucket.Address, place), folder, manifest, cancel);
            return copies.Adopt(place, folder);
        }
        finally
        {
            FolderTree.Remove(folder);
        }
    }

    private static void RequireRoom(string folder, long bytes)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new IOException($"No space left: artifacts of {bytes} bytes are to be brought here, and only {free} are free on the disk of the data folder", FullDisk.NoSpace);
        }
    }

    private string Own()
    {
        lock (_making)
        {
            var own = Path.Join(_all, _name);
            Directory.CreateDirectory(own);
            _lock ??= new FileStream(own + Lock, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            return own;
        }
    }
}
