namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>
/// Finds what the jobs of one project have left alive. Everything that they start has the project's folder in its environment, or, where it
/// cleaned that, still stands in it; workers stand elsewhere.
/// </summary>
internal sealed class TreeProbe(string folder)
{
    private readonly string _marker = $"LONGHAUL_WORK={folder}/";

    /// <summary>The living.</summary>
    public IReadOnlyList<int> Alive() => [.. ProcFiles.Pids().Where(pid => pid != Environment.ProcessId && IsOurs(pid) && ProcFiles.IsAlive(pid))];

    /// <summary>Waits until nobody is left; answers with how long that took.</summary>
    public Task<TimeSpan> NobodyAsync(double seconds) =>
        Wait.UntilAsync(() => Alive().Count == 0, "nobody of the jobs' trees is alive", seconds, Describe);

    /// <summary>The living, for a message.</summary>
    public string Describe() => string.Join('\n', Alive().Select(pid => $"alive: {pid} {ProcFiles.CommandLine(pid)}"));

    /// <summary>Ends what a failed test left, each by its pid.</summary>
    public void KillAll()
    {
        foreach (var pid in Alive())
        {
            Signals.Send(pid, Signals.Kill);
        }
    }

    private bool IsOurs(int pid) =>
        ProcFiles.WorkingFolder(pid) is var place && (place == folder || place.StartsWith(folder + '/', StringComparison.Ordinal))
        || ProcFiles.Environment(pid).Contains(_marker, StringComparison.Ordinal);
}
