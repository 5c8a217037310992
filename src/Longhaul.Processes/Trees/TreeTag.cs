using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// A mark on every process of a tree that nobody loses by accident: the soft limit on uninterrupted realtime CPU (RLIMIT_RTTIME), which
/// is inherited through every fork and exec and means nothing at 10^18 microseconds. Unlike the environment it survives <c>env -i</c>,
/// unlike the session it survives <c>setsid</c>, and reading it is one system call (0.3 µs) instead of a file (10 µs).
/// It is set from outside right after the start: while this process wore it to pass it on, whatever else it started wore it too.
/// Written in decimal it is ten digits for the worker's instance and nine for the tree, so that the guard can grep for it.
/// </summary>
internal readonly record struct TreeTag(long Instance, long Tree)
{
    /// <summary>Numbers of trees start again from one after this.</summary>
    internal const long LastTree = TreeRange - 1;

    const long TreeRange = 1_000_000_000;
    const long FirstInstance = 1_000_000_000;
    const long Instances = 8_000_000_000;

    internal static long InstanceNumber(string instanceId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(instanceId));
        return FirstInstance + (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % Instances);
    }

    internal static unsafe bool TryRead(int pid, out TreeTag tag)
    {
        ResourceLimits limits;
        var read = Libc.ResourceLimit(pid, Constants.LimitRealtimeTimeout, null, &limits) == 0;
        return TryParse(read ? limits.Soft : 0, out tag);
    }

    /// <summary>Keeps the hard limit, so that nobody needs a right to do this or to undo it.</summary>
    internal unsafe void Set(int pid)
    {
        ResourceLimits limits;
        if (Libc.ResourceLimit(pid, Constants.LimitRealtimeTimeout, null, &limits) == 0)
        {
            limits.Soft = (ulong)(Instance * TreeRange + Tree);
            Libc.ResourceLimit(pid, Constants.LimitRealtimeTimeout, &limits, null);
        }
    }

    static bool TryParse(ulong limit, out TreeTag tag)
    {
        tag = limit <= long.MaxValue ? new TreeTag((long)limit / TreeRange, (long)limit % TreeRange) : default;
        return tag.Instance is >= FirstInstance and < FirstInstance + Instances;
    }
}
