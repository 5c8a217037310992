using System.Globalization;

namespace Longhaul.Processes;

/// <summary>Where the control groups for memory are mounted, and which of them this process belongs to.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Top">The folder of the mount.</param>
/// <param name="Own">The folder of this process's group, within <paramref name="Top"/>.</param>
internal sealed record MemoryMount(int Version, string Top, string Own)
{
    const int MountRoot = 3, MountPoint = 4;

    /// <summary>Finds it by /proc/self; null where memory is under no control group. Where both versions are mounted, memory is under one of them only: version 1
    /// if it lists it there.</summary>
    /// <exception cref="IOException">/proc/self cannot be read.</exception>
    internal static MemoryMount? Find(string root)
    {
        var groups = MemoryFile.Lines(Path.Join(root, "proc/self/cgroup")).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        return groups.Find(parts => parts[1].Split(',').Contains("memory")) is { } first ? Mounted(root, 1, first[2])
            : groups.Find(parts => parts[0] == "0" && parts[1] == "") is { } second ? Mounted(root, 2, second[2])
            : null;
    }

    /// <summary>The folder of its own group and those above it, the own one first.</summary>
    internal IEnumerable<string> FromOwnToTop()
    {
        for (var folder = Own; folder.Length >= Top.Length; folder = Path.GetDirectoryName(folder) ?? "")
        {
            yield return folder;
        }
    }

    static MemoryMount? Mounted(string root, int version, string group)
    {
        foreach (var line in MemoryFile.Lines(Path.Join(root, "proc/self/mountinfo")))
        {
            // Such as: 35 31 0:32 /docker/4f /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory
            var sides = line.Split(" - ", 2);
            var (mount, system) = (sides[0].Split(' '), sides.Length == 2 ? sides[1].Split(' ') : []);
            if (mount.Length > MountPoint && IsWanted(version, system))
            {
                // As a full path: joined to "/" it would begin with two slashes, and no folder would be found below it.
                var top = Path.GetFullPath(Path.Join(root, Unescaped(mount[MountPoint]))).TrimEnd('/');
                return new MemoryMount(version, top, Within(top, Unescaped(mount[MountRoot]), group));
            }
        }
        return null;
    }

    static bool IsWanted(int version, string[] system) => version == 2
        ? system is ["cgroup2", ..]
        : system is ["cgroup", _, var options, ..] && options.Split(',').Contains("memory");

    /// <summary>A container sees its own group as the top of the mount, though it may be told the path that the group has outside.</summary>
    static string Within(string top, string mountRoot, string group)
    {
        var inside = mountRoot != "/" && (group == mountRoot || group.StartsWith(mountRoot + "/", StringComparison.Ordinal)) ? group[mountRoot.Length..] : group;
        var folder = Path.GetFullPath(Path.Join(top, inside)).TrimEnd('/');
        return folder.StartsWith(top, StringComparison.Ordinal) && Directory.Exists(folder) ? folder : top;
    }

    static string Unescaped(string path)
    {
        for (var at = path.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < path.Length; at = path.IndexOf('\\', at + 1))
        {
            if (path.AsSpan(at + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                var code = (path[at + 1] - '0') * 64 + (path[at + 2] - '0') * 8 + (path[at + 3] - '0');
                path = string.Create(CultureInfo.InvariantCulture, $"{path[..at]}{(char)code}{path[(at + 4)..]}");
            }
        }
        return path;
    }
}
