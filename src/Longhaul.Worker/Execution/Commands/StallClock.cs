using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// Tells when a tree has been without output and without CPU time for too long. A loop that only sleeps and looks uses a little CPU as
/// well, so that less than half a percent of one core counts as none.
/// </summary>
internal sealed class StallClock(TimeSpan? limit, TimeProvider clock)
{
    private const double IdleShare = 0.005;
    private long _since = clock.GetTimestamp();
    private TimeSpan _cpu;

    public bool IsOver(TreeUsage usage)
    {
        if (limit is not { } longest)
        {
            return false;
        }

        var quiet = clock.GetElapsedTime(_since);
        if (usage.SilentFor < quiet || usage.CpuTime - _cpu > longest * IdleShare)
        {
            _since = clock.GetTimestamp();
            _cpu = usage.CpuTime;
            return false;
        }

        return quiet >= longest;
    }
}
