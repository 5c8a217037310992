namespace Longhaul.Processes;

/// <summary>A tree as it is recognised: the number in its marks, its session, and the start of its leader.</summary>
internal sealed record TreeKey(long Tree, int Session, long LeaderStartTicks);

/// <summary>A process seen in a scan, with the tree its marks name, 0 for none, or one of the special numbers of <see cref="TreeMarkers"/>.</summary>
internal readonly record struct ProcessEntry(ProcStat Stat, long Tree);
