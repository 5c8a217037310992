namespace Longhaul.Cli.Bench;

/// <summary>Something that is measured: once from a fresh place to its samples.</summary>
internal interface IMeasurement
{
    /// <summary>What one run yields, in order.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Measures once; a sample for each metric.</summary>
    Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel);
}

/// <summary>A name that is published, its unit, and what must be known to read its figure.</summary>
internal sealed record Metric(string Name, string Unit, Conditions Conditions);

/// <summary>Under which conditions something was measured.</summary>
/// <param name="Note">In words.</param>
/// <param name="Jobs">How many jobs; null where time was the limit.</param>
/// <param name="Processes">How many worker processes; 0 where the measuring process itself called the store.</param>
/// <param name="Places">How many jobs each of them ran at once, or how many callers there were.</param>
internal sealed record Conditions(string Note, int? Jobs, int Processes, int Places);

/// <summary>What one run showed for one metric.</summary>
internal sealed record Sample(double Value, JobCosts? Costs = null);
