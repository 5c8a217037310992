using System.Collections.Concurrent;

namespace Longhaul.Processes;

/// <summary>
/// The children this process has started and not yet collected, over all supervisors in it: an unmarked child is an adopted orphan
/// only if it is none of these. A leader is known here before its start counts as finished, so ask in that order.
/// </summary>
internal static class Leaders
{
    static readonly ConcurrentDictionary<int, int> Pids = new();
    static int _starting;

    /// <summary>Whether some child is between fork and being known.</summary>
    internal static bool AnyStarting => Volatile.Read(ref _starting) > 0;

    internal static void BeginStart() => Interlocked.Increment(ref _starting);

    internal static void EndStart() => Interlocked.Decrement(ref _starting);

    internal static void Add(int pid) => Pids[pid] = pid;

    internal static void Remove(int pid) => Pids.TryRemove(pid, out _);

    internal static bool Contains(int pid) => Pids.ContainsKey(pid);
}
