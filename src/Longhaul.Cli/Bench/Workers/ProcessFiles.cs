using System.Globalization;

namespace Longhaul.Cli.Bench.Workers;

/// <summary>What the kernel tells of processes under <c>/proc</c>; nothing on other systems, and of processes that are gone.</summary>
internal static class ProcessFiles
{
    private const double TicksPerSecond = 100; // of the kernel's interface, whatever its own timer does
    private const int ParentField = 1;
    private const int OwnTime = 11;
    private const int ReapedTime = 13;

    /// <summary>The processor time of a process so far.</summary>
    public static double? CpuSeconds(int pid) => Fields(pid) is { } fields ? Sum(fields, OwnTime) : null;

    /// <summary>The processor time of a process, of its children, and of those that it had.</summary>
    public static double? TreeCpuSeconds(int pid)
    {
        if (Fields(pid) is not { } own)
        {
            return null;
        }

        var parent = pid.ToString(CultureInfo.InvariantCulture);
        return Sum(own, OwnTime) + Sum(own, ReapedTime)
            + AllPids().Select(Fields).OfType<string[]>().Where(fields => fields[ParentField] == parent).Sum(fields => Sum(fields, OwnTime));
    }

    /// <summary>The most memory that it has held, in bytes.</summary>
    public static long? PeakBytes(int pid)
    {
        var line = Read(pid, "status").Split('\n').FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, _] ? Number(kilobytes) * 1024 : null;
    }

    /// <summary>Its parent.</summary>
    public static int? Parent(int pid) => Fields(pid) is { } fields ? (int)Number(fields[ParentField]) : null;

    /// <summary>How it was called, or what it calls itself.</summary>
    public static string CommandLine(int pid) => Read(pid, "cmdline");

    private static IEnumerable<int> AllPids() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => (int)Number(name!));

    // The name may hold anything; what is wanted begins after its closing bracket.
    private static string[]? Fields(int pid)
    {
        var text = Read(pid, "stat");
        return text.Length > 0 ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static double Sum(string[] fields, int first) => (Number(fields[first]) + Number(fields[first + 1])) / TicksPerSecond;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
