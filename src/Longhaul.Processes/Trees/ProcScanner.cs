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

    static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    readonly Lock _gate = new();
    readonly int _ownSession = ProcStat.TryRead(Environment.ProcessId, out var self) ? self.Session : 0;
    TaskCompletionSource<ProcSnapshot>? _next;
    ProcSnapshot? _last;
    bool _scanning;

    /// <summary>A scan that began after this call, shared with all who ask before it begins: 500 trees that end at once take a handful.</summary>
    internal Task<ProcSnapshot> FreshAsync()
    {
        lock (_gate)
        {
            _next ??= new TaskCompletionSource<ProcSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_scanning)
            {
                _scanning = true;
                ThreadPool.UnsafeQueueUserWorkItem(_ => _ = ScanForAllAsync(), null);
            }
            return _next.Task;
        }
    }

    /// <summary>A scan of at most this age.</summary>
    internal Task<ProcSnapshot> RecentAsync(TimeSpan age)
    {
        var last = Volatile.Read(ref _last);
        return last is not null && time.GetElapsedTime(last.StartedAt) <= age ? Task.FromResult(last) : FreshAsync();
    }

    /// <summary>The pids in /proc now.</summary>
    internal static IEnumerable<int> Pids() =>
        new FileSystemEnumerable<int>("/proc", (ref FileSystemEntry entry) => Number(entry.FileName), Plain)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => char.IsAsciiDigit(entry.FileName[0]),
        };

    async Task ScanForAllAsync()
    {
        while (TakeAskers() is { } askers)
        {
            var snapshot = await ScanAsync().ConfigureAwait(false);
            Volatile.Write(ref _last, snapshot);
            askers.SetResult(snapshot);
        }
    }

    /// <summary>Whoever waits for a proof waits until there is one again.</summary>
    async Task<ProcSnapshot> ScanAsync()
    {
        while (true)
        {
            try
            {
                return Scan();
            }
            catch (IOException)
            {
                await Task.Delay(RetryPause, time).ConfigureAwait(false);
            }
        }
    }

    TaskCompletionSource<ProcSnapshot>? TakeAskers()
    {
        lock (_gate)
        {
            var askers = _next;
            _next = null;
            _scanning = askers is not null;
            return askers;
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
        try
        {
            var count = ProcFile.Read($"/proc/{pid}/environ", buffer);
            return markers.TreeOfEnvironment(buffer.AsSpan(0, Math.Max(count, 0)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static int Number(ReadOnlySpan<char> name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : -1;
}
