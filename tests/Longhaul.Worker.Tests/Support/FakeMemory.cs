using Longhaul.Processes;

namespace Longhaul.Worker.Tests.Support;

/// <summary>A machine's or a container's memory, as the kernel tells of it by files in a folder.</summary>
internal sealed class FakeMemory : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("longhaul-memory-").FullName;

    /// <summary>What no test uses up, whatever the machine has that it runs on.</summary>
    public static MemorySource Plenty { get; } = Machine(64_000);

    /// <summary>Version 2 of control groups, with a limit of so many MB and so much counted as held.</summary>
    public MemorySource Container(long limit, long held)
    {
        Write("proc/meminfo", "MemTotal: 64000000 kB\n");
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", "1300 1295 0:29 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n");
        Write("sys/fs/cgroup/memory.max", $"{limit}000000\n");
        Holds(held);
        return MemorySource.Detect(_root);
    }

    /// <summary>So many MB are held in the container now.</summary>
    public void Holds(long held) => Write("sys/fs/cgroup/memory.current", $"{held}000000\n");

    /// <summary>A machine with so many MB, of which so many are left for anybody.</summary>
    public MemorySource Machine(long total, long available)
    {
        Write("proc/meminfo", $"MemTotal: {total * 1_000_000 / 1024} kB\nMemAvailable: {available * 1_000_000 / 1024} kB\n");
        return MemorySource.Detect(_root);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Nothing is read again of a machine that says only how much it has.
    private static MemorySource Machine(long total)
    {
        using var memory = new FakeMemory();
        return memory.Machine(total, total);
    }

    private void Write(string name, string text)
    {
        var path = Path.Join(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
