namespace Longhaul.Processes;

/// <summary>What all trees of one supervisor share.</summary>
internal sealed class SupervisorParts
{
    internal SupervisorParts(SupervisorOptions options)
    {
        Time = options.Time;
        Markers = new TreeMarkers(options.InstanceId);
        Scanner = new ProcScanner(Markers, Time, options.Subreaper, ProcessIdentity.Self.StartTicks);
        Suspects = new Suspects(Trees);
        Killer = new TreeKiller(Scanner, Time);
    }

    internal TimeProvider Time { get; }

    internal TreeMarkers Markers { get; }

    internal ProcScanner Scanner { get; }

    internal TreeKiller Killer { get; }

    internal RunningTrees Trees { get; } = new();

    internal Suspects Suspects { get; }
}
