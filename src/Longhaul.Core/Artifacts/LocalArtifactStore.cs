using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Longhaul.Core.Artifacts;

/// <summary>Artifacts in a folder of this machine.</summary>
public sealed class LocalArtifactStore : IArtifactStore
{
    private const int MoveAttempts = 5;

    private readonly string _root;

    /// <summary>Keeps artifacts below <paramref name="root"/>, which is made when it is needed.</summary>
    public LocalArtifactStore(string root) => _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public async Task<ArtifactManifest?> PublishAsync(
        ArtifactPlace place, string folder, IReadOnlyList<string> patterns, CancellationToken cancel = default)
    {
        var scan = ArtifactScan.Read(folder, patterns);
        if (scan.Selected.Count == 0)
        {
            return null;
        }

        var target = SafePath.Resolve(_root, place.Folder);
        var files = new List<ArtifactFile>(scan.Selected.Count);
        foreach (var path in scan.Selected)
        {
            files.Add(await SealAsync(folder, path, cancel));
        }

        scan.Rest.ForEach(path => File.Delete(SafePath.Resolve(folder, path)));
        scan.Folders.ForEach(NativeFiles.SyncFolder);
        Take(folder, scan, target, SafePath.Resolve(_root, $"{LocalArtifactFolders.Arriving}/{place.Folder}"), cancel);
        return new ArtifactManifest(files);
    }

    /// <inheritdoc/>
    public Task<string?> FindFolderAsync(ArtifactPlace place, string? manifest = null, CancellationToken cancel = default)
    {
        var folder = SafePath.Resolve(_root, place.Folder);
        return Task.FromResult(Directory.Exists(folder) ? folder : null);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(ArtifactPlace place, string path, CancellationToken cancel = default)
    {
        var full = SafePath.Resolve(SafePath.Resolve(_root, place.Folder), path);
        Stream? stream = FileEntry.Inspect(full).Kind == FileEntryKind.File
            ? new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
            : null;
        return Task.FromResult(stream);
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel = default)
    {
        var removed = 0;
        foreach (var (folder, place) in LocalArtifactFolders.List(_root))
        {
            cancel.ThrowIfCancellationRequested();
            if (!await isWanted(place))
            {
                LocalArtifactFolders.Remove(folder);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Makes a folder with whole files that of a place, unless the place has one already. Returns the place's.</summary>
    /// <param name="place">The attempt.</param>
    /// <param name="folder">On the same file system; it is moved away.</param>
    internal string Adopt(ArtifactPlace place, string folder)
    {
        var target = SafePath.Resolve(_root, place.Folder);
        try
        {
            Move(folder, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            FolderTree.Remove(folder);
        }

        return target;
    }

    private static async Task<ArtifactFile> SealAsync(string folder, string path, CancellationToken cancel)
    {
        using var file = Open(folder, path);
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        await using (stream)
        {
            var hash = await SHA256.HashDataAsync(stream, cancel);
            RandomAccess.FlushToDisk(file);
            return new ArtifactFile(path, RandomAccess.GetLength(file), Convert.ToHexStringLower(hash), ContentTypes.Of(path));
        }
    }

    private static SafeFileHandle Open(string folder, string path)
    {
        try
        {
            return File.OpenHandle(SafePath.Resolve(folder, path), options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (UnauthorizedAccessException)
        {
            throw UnsafePathException.Unreadable(path);
        }
    }

    // Copied beside its place first, so that it appears there whole.
    private void Take(string folder, ArtifactScan scan, string target, string copy, CancellationToken cancel)
    {
        try
        {
            Move(folder, target);
        }
        catch (IOException error) when (OtherDisk.IsCauseOf(error))
        {
            OtherDisk.Copy(folder, scan, copy, cancel);
            Move(copy, target);
            FolderTree.Remove(folder);
        }
    }

    private void Move(string folder, string target)
    {
        var parent = Path.GetDirectoryName(target)!;
        var moved = false;
        for (var attempt = 1; !moved; attempt++)
        {
            moved = TryMove(folder, parent, target, isLast: attempt == MoveAttempts);
        }

        RefuseMoved(folder, target);

        for (var level = parent; level.Length >= _root.Length; level = Path.GetDirectoryName(level)!)
        {
            NativeFiles.SyncFolder(level);
        }
    }

    // Somebody put another thing in the folder's place since it was read.
    private static void RefuseMoved(string folder, string target)
    {
        var entry = FileEntry.Inspect(target);
        if (entry.Kind != FileEntryKind.Folder)
        {
            FolderTree.Remove(target);
            throw UnsafePathException.For(folder, $"{entry.What} is in the place of the folder");
        }
    }

    // A sweep may remove the parent, empty as it still is, between its making and the move.
    private static bool TryMove(string folder, string parent, string target, bool isLast)
    {
        try
        {
            Directory.CreateDirectory(parent);
            Directory.Move(folder, target);
            return true;
        }
        catch (DirectoryNotFoundException) when (!isLast)
        {
            return false;
        }
    }
}
