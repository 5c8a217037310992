namespace Longhaul.Processes;

/// <summary>
/// The control group that bounds this process's memory: of its own group and the ones above it the one with the least limit. What it counts
/// as used is what the kernel looks at before it kills: everything but the file pages and the notes about files that it can take back at once.
/// </summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Own">The folder of this process's own group, in which the kernel counts whom it killed.</param>
/// <param name="Tightest">The folder of the group with the least limit.</param>
/// <param name="LimitBytes">That limit.</param>
internal sealed record MemoryGroup(int Version, string Own, string Tightest, long LimitBytes)
{
    // The kernel of cgroup v1 writes "no limit" as the last page that fits into 63 bits.
    const long NoLimit = long.MaxValue / 2;

    /// <summary>The bounding group; null where no group has a limit.</summary>
    /// <exception cref="IOException">A file of a group cannot be read or understood.</exception>
    internal static MemoryGroup? Find(string root)
    {
        if (MemoryMount.Find(root) is not { } mount)
        {
            return null;
        }
        MemoryGroup? found = null;
        foreach (var folder in mount.FromOwnToTop())
        {
            var limit = MemoryFile.Number(Path.Join(folder, mount.Version == 2 ? "memory.max" : "memory.limit_in_bytes"));
            if (limit < NoLimit && limit < (found?.LimitBytes ?? long.MaxValue))
            {
                found = new MemoryGroup(mount.Version, mount.Own, folder, limit.Value);
            }
        }
        return found;
    }

    /// <summary>What the group holds that cannot be taken back at once; null where it does not say.</summary>
    internal long? UsedBytes()
    {
        // Pages of files that were read twice are active, and as easily dropped as the others; those that are yet to be written are not.
        var (file, total) = Version == 2 ? ("memory.current", "") : ("memory.usage_in_bytes", "total_");
        var (dirty, written) = Version == 2 ? ("file_dirty", "file_writeback") : ("total_dirty", "total_writeback");
        var free = Stat(total + "inactive_file") + Stat(total + "active_file") - Stat(dirty) - Stat(written);
        // What the kernel remembers of files (names, inodes) goes as easily; version 1 does not say how much that is.
        free = Math.Max(0, free) + Stat("slab_reclaimable");
        return MemoryFile.Number(Path.Join(Tightest, file)) - free;
    }

    long Stat(string name) => MemoryFile.Field(Path.Join(Tightest, "memory.stat"), name) ?? 0;

    /// <summary>How many processes of this process's own group the kernel has killed for want of memory; null where it does not say.</summary>
    internal long? OomKills() => MemoryFile.Field(Path.Join(Own, Version == 2 ? "memory.events" : "memory.oom_control"), "oom_kill");

    /// <summary>True where the group that reaches its limit, or its own one, is killed as a whole.</summary>
    internal bool KillsTogether() =>
        Version == 2 && new[] { Own, Tightest }.Any(folder => MemoryFile.Number(Path.Join(folder, "memory.oom.group")) == 1);
}
