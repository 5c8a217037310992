using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>An attempt that runs here.</summary>
internal sealed class RunningJob(JobRecord job, JobKind? kind, AttemptStop stop, long claimedAt)
{
    public JobRecord Job => job;

    /// <summary>The kind by which it runs; null where nobody knows it.</summary>
    public JobKind? Kind => kind;

    public AttemptRef Attempt { get; } =
        job.Running ?? throw new ArgumentException($"Job {job.Id} was claimed but is {job.State.Name()}.", nameof(job));

    /// <summary>When its claim was asked for, as a timestamp of the worker's clock.</summary>
    public long ClaimedAt => claimedAt;

    /// <summary>When it began here, as a timestamp of the worker's clock.</summary>
    public required long BegunAt { get; init; }

    /// <summary>True where the store knows that it has begun.</summary>
    public bool IsTold { get; set; } = job.StartedAt is not null;

    /// <summary>True once it is past the last look before the start: a drain lets it run, or stops it as its kind says.</summary>
    public bool IsPastLastLook { get; set; }

    public AttemptStop Stop => stop;

    /// <summary>True once a cancel has reached it, so that it is told and logged once.</summary>
    public bool CancelSeen { get; set; }

    /// <summary>It takes one of the places that its queue has over all workers.</summary>
    public bool TakesPlace { get; init; }

    /// <summary>Two attempts of it must never overlap: it is marked so, it holds a slot, or it takes a place of its queue.</summary>
    public bool IsExclusive => job.Exclusive || job.Slots.Count > 0 || TakesPlace;

    /// <summary>How long its processes have to end by themselves.</summary>
    public TimeSpan Grace => kind?.Grace ?? TimeSpan.FromSeconds(10);

    /// <summary>What a shutdown does to it.</summary>
    public OnShutdown OnShutdown => kind?.OnShutdown ?? OnShutdown.Finish;
}
