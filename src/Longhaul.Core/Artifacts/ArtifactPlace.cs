using Longhaul.Core.Jobs;

namespace Longhaul.Core.Artifacts;

/// <summary>Where the files of one attempt lie: each attempt has a folder of its own, and acceptance of its outcome selects it.</summary>
/// <param name="RootId">The run, or the job itself where it belongs to none.</param>
/// <param name="Step">The step's name; null for a job outside a run.</param>
/// <param name="Attempt">The job and the attempt's token.</param>
public readonly record struct ArtifactPlace(long RootId, string? Step, AttemptRef Attempt)
{
    private const string NoStep = "_";

    /// <summary>The folder below the store's root: <c>runs/RUN/STEP/JOB-TOKEN</c>, <c>_</c> standing for no step.</summary>
    public string Folder => $"runs/{RootId}/{Step ?? NoStep}/{Attempt.JobId}-{Attempt.Token}";

    /// <summary>The place of a job's running or last attempt; null where it was never claimed.</summary>
    public static ArtifactPlace? Of(JobRecord job) =>
        job.Token is { } token ? new ArtifactPlace(job.RootId, job.Step, new AttemptRef(job.Id, token)) : null;

    /// <summary>
    /// True while the folder may be needed: its attempt is running, or is the one by which the job was completed or skipped, also where that was taken back
    /// and has not begun again: what runs on may read it. Everything else is garbage.
    /// </summary>
    /// <param name="job">The job as the store has it now; null where it is gone.</param>
    public bool IsWanted(JobRecord? job) =>
        job is { State: not (JobState.Failed or JobState.Cancelled or JobState.Scheduled) } && job.Token == Attempt.Token;

    /// <summary>Reads the folder that <see cref="Folder"/> gives; null where it is something else.</summary>
    public static ArtifactPlace? Parse(string folder)
    {
        var parts = folder.Split('/');
        if (parts is not ["runs", var run, var step, var leaf] || !long.TryParse(run, out var rootId))
        {
            return null;
        }

        return leaf.Split('-') is [var job, var instance, var claim]
            && long.TryParse(job, out var jobId) && Guid.TryParseExact(instance, "N", out var id) && long.TryParse(claim, out var number)
            ? new ArtifactPlace(rootId, step == NoStep ? null : step, new AttemptRef(jobId, new AttemptToken(id, number)))
            : null;
    }
}
