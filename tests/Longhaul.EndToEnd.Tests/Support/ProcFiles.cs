using System.Globalization;
using System.Text;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>What <c>/proc</c> tells of processes.</summary>
internal static class ProcFiles
{
    /// <summary>The processes that are there now.</summary>
    public static IEnumerable<int> Pids() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);

    /// <summary>True for a process that is there and no zombie: a zombie is dead, only not yet collected.</summary>
    public static bool IsAlive(int pid)
    {
        var stat = Read($"/proc/{pid}/stat");
        return stat.Length > 0 && stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
    }

    /// <summary>Its variables, separated by NUL.</summary>
    public static string Environment(int pid) => Read($"/proc/{pid}/environ");

    /// <summary>Its command line for a message.</summary>
    public static string CommandLine(int pid) => Read($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();

    /// <summary>The folder it stands in; empty where that cannot be known.</summary>
    public static string WorkingFolder(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The most memory it ever held, in bytes.</summary>
    public static long PeakMemory(int pid)
    {
        var line = Read($"/proc/{pid}/status").Split('\n').FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Its children, those that are dead and not yet collected included.</summary>
    public static int[] Children(int pid) =>
        [.. Read($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => int.Parse(one, CultureInfo.InvariantCulture))];

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
