using System.Buffers;
using System.Globalization;
using System.IO.Enumeration;

namespace Longhaul.Processes;

/// <summary>Reads /proc once for everybody who asks at the same time.</summary>
internal sealed class ProcScanner(TreeMarkers markers, TimeProvider time)
{
    // Environments are read whole up to here: shells reorder them, so the marks may be anywhere.
    const int EnvironmentBytes = 256 * 1024;

    static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    readonly Lock _gate = new();
    readonly long _notBefore = ProcessIdentity.Self.StartTicks;
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
            if (ProcStat.TryRead(pid, out var stat))
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
        var tagged = markers.TreeOfTag(stat.Pid);
        return tagged == 0 && stat.IsAlive && stat.StartTicks >= _notBefore ? TreeOfEnvironment(stat.Pid) : tagged;
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
