namespace Longhaul.Processes;

/// <summary>What one tree was seen to use.</summary>
internal sealed class TreeMeter(ChildOutput output, long workerPeakAtStart)
{
    static readonly long PageBytes = Environment.SystemPageSize;
    const long TicksPerCpuTick = TimeSpan.TicksPerSecond / 100;

    readonly Lock _gate = new();
    long _peakRss;
    long _rss;
    TimeSpan _cpu;
    int _processes;

    internal TreeUsage Usage
    {
        get
        {
            lock (_gate)
            {
                return new TreeUsage(_rss, _cpu, _processes, output.SilentFor);
            }
        }
    }

    internal void Note(IReadOnlyList<ProcStat> members)
    {
        var rssBytes = members.Sum(member => member.RssPages) * PageBytes;
        var cpu = TimeSpan.FromTicks(members.Sum(member => member.CpuTicks) * TicksPerCpuTick);
        lock (_gate)
        {
            _rss = rssBytes;
            _processes = members.Count;
            _peakRss = Math.Max(_peakRss, rssBytes);
            _cpu = cpu > _cpu ? cpu : _cpu;
        }
    }

    internal long PeakRss(LeaderStatus exit) => PeakIsUpperBound(exit) || exit.MaxRssBytes > workerPeakAtStart
        ? Math.Max(_peakRss, exit.MaxRssBytes)
        : _peakRss;

    // Between fork and exec the child shares this process's memory, and the kernel counts that into its peak.
    internal bool PeakIsUpperBound(LeaderStatus exit) => _peakRss == 0 && exit.MaxRssBytes <= workerPeakAtStart;

    internal TimeSpan CpuTime(LeaderStatus exit) => exit.Cpu > _cpu ? exit.Cpu : _cpu;
}
