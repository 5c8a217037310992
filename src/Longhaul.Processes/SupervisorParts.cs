namespace Longhaul.Processes;

/// <summary>What all trees of one supervisor share.</summary>
internal sealed class SupervisorParts
{
    internal SupervisorParts(string instanceId, TimeProvider time)
    {
        Time = time;
        Markers = new TreeMarkers(instanceId);
        Scanner = new ProcScanner(Markers, time);
        Killer = new TreeKiller(Scanner, time);
    }

    internal TimeProvider Time { get; }

    internal TreeMarkers Markers { get; }

    internal ProcScanner Scanner { get; }

    internal TreeKiller Killer { get; }

    internal RunningTrees Trees { get; } = new();
}
