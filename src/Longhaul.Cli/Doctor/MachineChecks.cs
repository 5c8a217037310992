using System.Globalization;

namespace Longhaul.Cli.Doctor;

/// <summary>Looks at the disk and at the kernel's limits.</summary>
internal static class MachineChecks
{
    private const long LittleDisk = 1L << 30;
    private const long NoDisk = 100L << 20;
    private const int FewFiles = 1_024;
    private const int FewInotifyInstances = 64;

    public static IEnumerable<Finding> Run(IEnumerable<string> folders)
    {
        foreach (var disk in Disks(folders))
        {
            yield return disk;
        }

        yield return OperatingSystem.IsLinux()
            ? Finding.Ok("system", "Linux: process trees are started, limited and proven dead")
            : Finding.Warning("system", "this is not Linux: a job's process tree is ended as well as .NET can", "run workers on Linux where that matters");
        if (ReadNumber("/proc/sys/fs/inotify/max_user_instances") is { } instances)
        {
            yield return instances < FewInotifyInstances
                ? Finding.Warning("limits", $"inotify: {instances} instances a user", "raise fs.inotify.max_user_instances; workers fall back to polling")
                : Finding.Ok("limits", $"inotify: {instances} instances a user");
        }

        if (OpenFiles() is { } files)
        {
            yield return files < FewFiles
                ? Finding.Warning("limits", $"open files: {files}", "raise it with: ulimit -n 4096")
                : Finding.Ok("limits", $"open files: {files}");
        }
    }

    /// <summary>Where a worker writes: its store, where that is a file, and its data.</summary>
    public static IEnumerable<string> WrittenFolders(StorePlace? store, string dataFolder) =>
        store is StorePlace.LocalFile { Path: var path } ? [Path.GetDirectoryName(path)!, dataFolder] : [dataFolder];

    /// <summary>Judges how much is free on each of the disks where folders are, or will be.</summary>
    public static IEnumerable<Finding> Disks(IEnumerable<string> folders) =>
        folders.Select(Nearest).DistinctBy(MountOf, StringComparer.Ordinal).Select(there => Disk(there, new DriveInfo(there).AvailableFreeSpace));

    private static string Nearest(string folder)
    {
        var there = folder;
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there) ?? "/";
        }

        return there;
    }

    private static string MountOf(string folder) => DriveInfo.GetDrives().Select(drive => drive.Name)
        .Where(mount => folder == mount || folder.StartsWith(mount.TrimEnd('/') + '/', StringComparison.Ordinal)).MaxBy(mount => mount.Length) ?? "/";

    private static Finding Disk(string there, long free) =>
        free switch
        {
            < NoDisk => Finding.Problem("disk", $"{Times.Bytes(free)} free at {there}", "free some, or move the store and LONGHAUL_DATA"),
            < LittleDisk => Finding.Warning("disk", $"{Times.Bytes(free)} free at {there}", "free some"),
            _ => Finding.Ok("disk", $"{Times.Bytes(free)} free at {there}"),
        };

    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? OpenFiles()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
        {
            return null;
        }

        var line = File.ReadLines(limits).FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
