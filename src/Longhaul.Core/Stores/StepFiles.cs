using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What a step of a run published, with as little of its job as is needed to find it.</summary>
/// <param name="JobId">The step's job.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Place">Where the files of the accepted attempt lie; null where it was expanded: its children's files are meant.</param>
/// <param name="Manifest">The files, as JSON text; null where it was expanded.</param>
public sealed record StepFiles(long JobId, string Step, ArtifactPlace? Place, string? Manifest)
{
    /// <summary>Those of a job; null where it is no step, is not over, or published nothing.</summary>
    public static StepFiles? Of(JobRecord job) => job switch
    {
        { Step: { } step, IsExpanded: true } when job.State.IsOver() => new StepFiles(job.Id, step, null, null),
        { Step: { } step, State: JobState.Completed or JobState.Skipped, Artifacts: { } manifest } when !job.IsExpanded && ArtifactPlace.Of(job) is { } place =>
            new StepFiles(job.Id, step, place, manifest),
        _ => null,
    };
}
