namespace Longhaul.Processes;

/// <summary>A child that runs: how to know it, hear it and learn of its end.</summary>
internal sealed record SpawnedLeader(ProcessIdentity Identity, TreeKey Key, LeaderExit Watch, ChildOutput Output, long StartedAt, long WorkerPeak)
{
    internal Task<LeaderStatus> Exit => Watch.Status;

    /// <summary>From here on its output is read and its end is noticed.</summary>
    internal void Listen()
    {
        Output.Start();
        Watch.Start();
    }
}
