using System.Buffers;
using System.Globalization;
using System.IO.Enumeration;

namespace Longhaul.Processes;

/// <summary>Reads /proc once for everybody who asks at the same time.</summary>
/// <param name="markers">Whose processes to recognise.</param>
/// <param name="time">Stamps the scans.</param>
/// <param name="adopts">Whether orphans of the trees become this process's children.</param>
/// <param name="notBefore">Environments of older processes are not read; in clock ticks since boot.</param>
internal sealed class ProcScanner(TreeMarkers markers, TimeProvider time, bool adopts, long notBefore)
{
    // Environments are read whole up to here: shells reorder them, so the marks may be anywhere.
    const int EnvironmentBytes = 256 * 1024;

    static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    readonly Lock _gate = new();
    readonly int _ownSession = ProcStat.TryRead(Environment.ProcessId, out var self) ? self.Session : 0;
    ProcSnapshot? _last;

    /// <summary>A scan that began after this call.</summary>
    internal ProcSnapshot Fresh() => NotOlderThan(time.GetTimestamp());

    /// <summary>A scan of at most this age.</summary>
    internal ProcSnapshot Recent(TimeSpan age) => NotOlderThan(time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency));

    /// <summary>The pids in /proc now.</summary>
    internal static IEnumerable<int> Pids() =>
        new FileSystemEnumerable<int>("/proc", (ref FileSystemEntry entry) => Number(entry.FileName), Plain)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => char.IsAsciiDigit(entry.FileName[0]),
        };

    ProcSnapshot NotOlderThan(long timestamp)
    {
        lock (_gate)
        {
            if (_last is null || _last.StartedAt < timestamp)
            {
                _last = Scan();
            }
            return _last;
        }
    }

    ProcSnapshot Scan()
    {
        var startedAt = time.GetTimestamp();
        var entries = new List<ProcessEntry>();
        foreach (var pid in Pids())
        {
            if (pid != Environment.ProcessId && ProcStat.TryRead(pid, out var stat))
            {
                entries.Add(new ProcessEntry(stat, TreeOf(stat)));
            }
        }
        return new ProcSnapshot(startedAt, entries);
    }

    long TreeOf(in ProcStat stat)
    {
        // Our trees lead sessions of their own; what shares this process's session was started by somebody else in it.
        if (stat.Session == _ownSession)
        {
            return 0;
        }
        var tree = markers.TreeOfTag(stat.Pid);
        if (tree is 0 or TreeMarkers.Stranger && stat.IsAlive && stat.StartTicks >= notBefore)
        {
            var named = TreeOfEnvironment(stat.Pid);
            tree = named != 0 ? named : tree;
        }
        // Unmarked, yet it became our child: an orphan that cleaned its environment, left its session and was too quick for the mark.
        var adopted = adopts && tree == 0 && stat.Parent == Environment.ProcessId;
        return adopted ? TreeMarkers.Unclear : tree;
    }

    long TreeOfEnvironment(int pid)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EnvironmentBytes);
        var count = ProcFile.Read($"/proc/{pid}/environ", buffer);
        var tree = markers.TreeOfEnvironment(buffer.AsSpan(0, Math.Max(count, 0)));
        ArrayPool<byte>.Shared.Return(buffer);
        return tree;
    }

    static int Number(ReadOnlySpan<char> name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : -1;
}
