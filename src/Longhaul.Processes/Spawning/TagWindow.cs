using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// While it is open, this process wears the mark that the child is to inherit, so that the child has it from its first instruction: set
/// from outside after the start, a quick child on a busy machine had forked before. Whatever else this process starts meanwhile stays
/// in the worker's own session, where marks do not count.
/// </summary>
internal readonly unsafe ref struct TagWindow
{
    static readonly Lock OneAtATime = new();

    readonly ResourceLimits _before;
    readonly bool _changed;

    internal TagWindow(TreeTag? tag)
    {
        OneAtATime.Enter();
        ResourceLimits before;
        if (tag is { } mark && Libc.ResourceLimit(0, Constants.LimitRealtimeTimeout, null, &before) == 0)
        {
            _before = before;
            _changed = Set(before with { Soft = mark.Limit });
        }
    }

    public void Dispose()
    {
        if (_changed)
        {
            Set(_before);
        }
        OneAtATime.Exit();
    }

    /// <summary>Whether this process was itself started as part of a marked tree. It then leaves the outer mark on its children, or the
    /// outer worker would lose them.</summary>
    internal static bool IsInsideAnotherTree()
    {
        lock (OneAtATime)
        {
            return TreeTag.TryRead(0, out _);
        }
    }

    static bool Set(ResourceLimits limits) => Libc.ResourceLimit(0, Constants.LimitRealtimeTimeout, &limits, null) == 0;
}
