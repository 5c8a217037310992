namespace Longhaul.Core.Jobs;

/// <summary>What follows from a state, and its name in files and answers.</summary>
public static class JobStates
{
    private static readonly string[] Names =
        ["blocked", "ready", "scheduled", "running", "awaiting_review", "completed", "failed", "cancelled", "skipped"];

    /// <summary>All states in the order of their numbers.</summary>
    public static IReadOnlyList<JobState> All { get; } = Enum.GetValues<JobState>();

    /// <summary>True for completed, failed, cancelled and skipped.</summary>
    public static bool IsOver(this JobState state) => state >= JobState.Completed;

    /// <summary>True where dependents may go on: completed and skipped.</summary>
    public static bool Satisfies(this JobState state) => state is JobState.Completed or JobState.Skipped;

    /// <summary>The name in lower case with underscores, such as <c>awaiting_review</c>.</summary>
    public static string Name(this JobState state) => Names[(int)state];

    /// <summary>Finds a state by the name that <see cref="Name"/> gives.</summary>
    /// <returns>False where no state has that name.</returns>
    public static bool TryParse(string? name, out JobState state)
    {
        var index = Array.IndexOf(Names, name);
        state = index < 0 ? default : (JobState)index;
        return index >= 0;
    }
}
