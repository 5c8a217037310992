namespace Longhaul.Core.Jobs;

/// <summary>A wish for jobs that belong together, and for one that runs when all of them have ended.</summary>
public sealed record BatchRequest
{
    /// <summary>The most jobs of one batch: all of it is handed in at once or not at all.</summary>
    public const int MostJobs = 997;

    /// <summary>The jobs, 1 to <see cref="MostJobs"/>; no pipelines.</summary>
    public required IReadOnlyList<JobRequest> Jobs { get; init; }

    /// <summary>
    /// What runs once all have ended, however they ended: a kind, with an input of its own. It finds the others as members of its run; <see cref="JobRequest.Key"/> and <see cref="JobRequest.Unique"/> are those of the whole batch.
    /// </summary>
    public required JobRequest Then { get; init; }
}
