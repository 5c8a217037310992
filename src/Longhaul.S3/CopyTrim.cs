using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>Keeps the copies on a machine within their bound: what was not used for longest goes first.</summary>
internal sealed class CopyTrim(string root, long mostBytes, TimeProvider clock)
{
    // It may have been found and not be linked to yet, or be on its way into the bucket, where each call notes its use.
    private static readonly TimeSpan JustUsed = TimeSpan.FromHours(1);

    private readonly string _root = Path.GetFullPath(root);

    /// <summary>Notes that a copy is used.</summary>
    public void Touch(string folder)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(folder, clock.GetUtcNow().UtcDateTime);
        }
        catch (IOException)
        {
            // Then it goes a little earlier.
        }
    }

    /// <summary>Returns how many folders were removed.</summary>
    public Task<int> RunAsync(Func<IReadOnlySet<string>> linked, CancellationToken cancel)
    {
        var copies = LocalArtifactFolders.List(_root).Select(one => (one.Folder, Used: Directory.GetLastWriteTimeUtc(one.Folder), Bytes: BytesIn(one.Folder)))
            .OrderBy(copy => copy.Used).ToList();
        var (excess, removed) = (copies.Sum(copy => copy.Bytes) - mostBytes, 0);
        var used = excess > 0 ? linked() : new HashSet<string>();
        var latest = clock.GetUtcNow().UtcDateTime - JustUsed;
        foreach (var copy in copies.Where(copy => copy.Used < latest && !used.Contains(copy.Folder)))
        {
            cancel.ThrowIfCancellationRequested();
            if (excess <= 0)
            {
                break;
            }

            LocalArtifactFolders.Remove(copy.Folder);
            (excess, removed) = (excess - copy.Bytes, removed + 1);
        }

        return Task.FromResult(removed);
    }

    private static long BytesIn(string folder)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return new DirectoryInfo(folder).EnumerateFiles("*", all).Sum(file => file.Length);
    }
}
