using System.Globalization;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>Finds out who holds a lock on the store, so that the message can name a process.</summary>
internal static class LockHolders
{
    private const int MostNamed = 3;

    /// <summary>The other processes that hold a lock on one of the store's files, in words.</summary>
    public static string Describe(string path)
    {
        // Whoever holds the database is the cause; those in the turnstile mostly wait for it like everybody else.
        var pids = Find(path + "-shm", path);
        pids = pids.Count > 0 ? pids : Find(path + "-current");
        return pids.Count == 0
            ? "another program"
            : string.Join(", ", pids.Select(pid => $"process {pid} ({NameOf(pid)})"));
    }

    /// <summary>The other processes of this user that have the store open, whether they use it now or not, in words; empty where there is none, or no way to know.</summary>
    public static string WhoHasOpen(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
        {
            return "";
        }

        // Known by its inode: the process may have come by another path.
        var inode = FileIdentity.Of(path);
        var pids = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && HasOpen(pid, inode)).Take(MostNamed);
        return string.Join(", ", pids.Select(pid => $"process {pid} ({NameOf(pid)})"));
    }

    private static bool HasOpen(int pid, ulong inode)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => FileIdentity.Of(file) == inode && new FileInfo(file).LinkTarget is ['/', ..]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone by now.
            return false;
        }
    }

    /// <summary>Reads the kernel's table of locks: lines such as "1: FLOCK ADVISORY WRITE 4321 08:01:131 0 EOF".</summary>
    private static List<int> Find(params string[] files)
    {
        try
        {
            var inodes = files
                .Select(file => FileIdentity.Of(file).ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
            return [.. File.ReadLines("/proc/locks")
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length >= 6 && words[3] == "WRITE" && inodes.Contains(words[5].Split(':')[^1]))
                .Select(words => int.Parse(words[4], CultureInfo.InvariantCulture))
                .Where(pid => pid > 0 && pid != Environment.ProcessId).Distinct().Take(MostNamed)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return [];
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "gone by now";
        }
    }
}
