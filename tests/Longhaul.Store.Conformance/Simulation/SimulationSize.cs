namespace Longhaul.Store.Conformance.Simulation;

/// <summary>How large a simulation is.</summary>
/// <param name="Workers">Live workers at any time: who dies is replaced.</param>
/// <param name="Jobs">Jobs in all.</param>
/// <param name="Keys">Keys; each has a limit of 1 to 3.</param>
public sealed record SimulationSize(int Workers, int Jobs, int Keys)
{
    /// <summary>Jobs that one worker runs at once.</summary>
    public int Places => 4;

    /// <summary>How many jobs are kept waiting or running while there are more to come: enough that most keys are at their limit.</summary>
    public int Open => Math.Min(Jobs, (Workers * Places) + (Keys * 2));

    /// <summary>What is not over after so many rounds will never be.</summary>
    public int MaxRounds => 500 + (Jobs / 10);
}
