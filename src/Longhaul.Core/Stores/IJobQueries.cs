using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Looking things up, in the hot table and in history.</summary>
public interface IJobQueries
{
    /// <summary>One job, or null.</summary>
    Task<JobRecord?> GetAsync(long jobId, CancellationToken cancel = default);

    /// <summary>Jobs that match, newest first.</summary>
    Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel = default);

    /// <summary>A job's whole tree, in the order of ids; empty where there is no such root.</summary>
    Task<IReadOnlyList<JobRecord>> ListTreeAsync(long rootId, CancellationToken cancel = default);

    /// <summary>
    /// What a job can refer to: itself, those it belongs to, and the children of these, in the order of ids; but not the other items of a list of which it is one
    /// (<see cref="ItemStep"/>). The children come without what can be large and nobody asks for: their input is <c>null</c>, and they have no definition, no
    /// checkpoint and no edits. Empty where the job is not open.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="outputsOf">The names of the children whose outputs are wanted; the others come without. Null for all of them.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<JobRecord>> ListScopeAsync(long jobId, IReadOnlyCollection<string>? outputsOf, CancellationToken cancel = default);

    /// <summary>
    /// The children of an open container that published files with the attempt that completed or skipped them, or that were expanded and are over, so that
    /// their own children may have; in the order of ids.
    /// </summary>
    /// <param name="parentId">The container.</param>
    /// <param name="after">Only those with a greater id; 0 for the first part.</param>
    /// <param name="limit">The most, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<StepFiles>> ListFilesAsync(long parentId, long after, int limit, CancellationToken cancel = default);

    /// <summary>The dependencies within a tree.</summary>
    Task<IReadOnlyList<DependencyEdge>> ListDependenciesAsync(long rootId, CancellationToken cancel = default);

    /// <summary>A job's attempts that are over, the first first.</summary>
    Task<IReadOnlyList<AttemptRecord>> ListAttemptsAsync(long jobId, CancellationToken cancel = default);

    /// <summary>The bytes of all files that accepted attempts published, by their manifests; both filters null for all of them.</summary>
    /// <param name="rootId">Only of this tree, while it is open; 0 where it is over.</param>
    /// <param name="tenant">Only of this tenant, open or over; empty for nobody's.</param>
    /// <param name="cancel">Gives up.</param>
    Task<long> SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel = default);

    /// <summary>Every queue with an open job or a setting, by name, with the number of its jobs by state.</summary>
    Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancel = default);

    /// <summary>Everything that is paused: queues, then kinds, then tenants, each by name.</summary>
    Task<IReadOnlyList<PauseRecord>> ListPausesAsync(CancellationToken cancel = default);

    /// <summary>Tells why a job is not running, as of one moment; null where there is no such job.</summary>
    Task<Explanation?> ExplainAsync(long jobId, CancellationToken cancel = default);
}

/// <summary>Which jobs; every member that is set must match.</summary>
public sealed record JobFilter
{
    /// <summary>In this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>In this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Created at or after this instant.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>This text stands in kind, step, input or error, whatever its case (ASCII letters).</summary>
    public string? Search { get; init; }

    /// <summary>True: only the tops of trees. False: only members of runs.</summary>
    public bool? Roots { get; init; }

    /// <summary>True: only runs. False: no runs.</summary>
    public bool? Containers { get; init; }
}

/// <summary>A part of a listing.</summary>
/// <param name="Limit">The most jobs, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
/// <param name="Before">Only jobs with a smaller id; null for the first part.</param>
public readonly record struct JobPage(int Limit, long? Before = null);

/// <summary>One job waits for another.</summary>
/// <param name="JobId">The job that waits.</param>
/// <param name="DependsOn">The job it waits for.</param>
/// <param name="OnAnyEnd">Any end will do.</param>
public readonly record struct DependencyEdge(long JobId, long DependsOn, bool OnAnyEnd);

/// <summary>A queue and its open jobs.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Paused">Nothing of it is claimed.</param>
/// <param name="Blocked">Jobs that wait for others or a slot; runs are not counted.</param>
/// <param name="Ready">Jobs that may be claimed.</param>
/// <param name="Scheduled">Jobs that wait for a time.</param>
/// <param name="Running">Jobs that are held by workers.</param>
public sealed record QueueRecord(string Name, bool Paused, long Blocked, long Ready, long Scheduled, long Running)
{
    /// <summary>The most jobs of it that may run at once, over all workers; null for any number.</summary>
    public int? Limit { get; init; }

    /// <summary>The most claims within a window, over all workers; null for any number.</summary>
    public Rate? Rate { get; init; }
}
