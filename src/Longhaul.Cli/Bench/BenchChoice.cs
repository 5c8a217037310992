namespace Longhaul.Cli.Bench;

/// <summary>What to measure, and at which size.</summary>
internal sealed record BenchChoice
{
    /// <summary>What is measured where nothing is said.</summary>
    public static IReadOnlyList<string> DefaultGroups { get; } = ["drain", "single", "enqueue", "latency"];

    /// <summary>What can be asked for; the last two take minutes.</summary>
    public static IReadOnlyList<string> AllGroups { get; } = [.. DefaultGroups, "fair", "keys", "due", "claim", "held"];

    /// <summary>Which of <see cref="AllGroups"/>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = DefaultGroups;

    /// <summary>How many jobs a drain begins with.</summary>
    public int Jobs { get; init; } = 100_000;

    /// <summary>How often each is measured.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>How many worker processes drain; null for two, and one where each claim takes one job.</summary>
    public int? Processes { get; init; }

    /// <summary>How many jobs a worker runs at once.</summary>
    public int Places { get; init; } = 24;

    /// <summary>How long timed measurements last; null for what each takes by itself.</summary>
    public int? Seconds { get; init; }
}
