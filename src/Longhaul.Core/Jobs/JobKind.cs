using Longhaul.Core.Pipelines;

using System.Text.Json.Serialization;

namespace Longhaul.Core.Jobs;

/// <summary>What happens to a running job when its worker is told to stop.</summary>
public enum OnShutdown
{
    /// <summary>It may finish until the deadline, then it is stopped and put back.</summary>
    Finish = 0,

    /// <summary>It is sent SIGTERM at once and may write a checkpoint within the grace, then it is put back.</summary>
    Checkpoint = 1,

    /// <summary>It is stopped and put back at once.</summary>
    Requeue = 2,
}

/// <summary>A limit on how many jobs with the same key run at once, over all workers.</summary>
/// <param name="KeyTemplate">Text with <c>{{ input.x }}</c> in it, filled in when the job is enqueued.</param>
/// <param name="Limit">1 or more.</param>
/// <param name="AtLimit">What is done with a new job where so many run; it does not concern steps, which wait.</param>
public sealed record ConcurrencyLimit(string KeyTemplate, int Limit, AtLimit AtLimit = AtLimit.Wait);

/// <summary>A limit on how many jobs with the same key start within any stretch of time of one length, over all workers.</summary>
/// <param name="KeyTemplate">Text with <c>{{ input.x }}</c> in it, filled in when the job is enqueued.</param>
/// <param name="Limit">How many within which time.</param>
public sealed record KeyRate(string KeyTemplate, Rate Limit);

/// <summary>A sort of job: everything a worker must know to run one.</summary>
public sealed record JobKind
{
    /// <summary>1 to 200 characters: letters, digits, and <c>. _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The lane its jobs wait in unless the caller says else.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>0 to 9; 9 goes first.</summary>
    public int Priority { get; init; } = 5;

    /// <summary>The longest an attempt may take; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest an attempt may be without output, progress and CPU time; null for no limit.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>How long a stopped process tree has between SIGTERM and SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether and when a failure is followed by another attempt.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.ForCommands;

    /// <summary>A limit per key over all workers.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>A rate per key over all workers.</summary>
    public KeyRate? Rate { get; init; }

    /// <summary>What becomes of a new one while another is there; it does not concern steps. Null: each is a job of its own.</summary>
    public UniqueRule? Unique { get; init; }

    /// <summary>Two attempts of one job must never overlap.</summary>
    public bool Exclusive { get; init; }

    /// <summary>What happens to its running jobs when the worker is told to stop.</summary>
    public OnShutdown OnShutdown { get; init; }

    /// <summary>What becomes of its running jobs when the worker dies.</summary>
    public OnWorkerLost OnWorkerLost { get; init; }

    /// <summary>Its input is encrypted before it goes to the store.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // so that the hashes of all the others stay what they were
    public bool Encrypted { get; init; }

    /// <summary>The most memory its process tree may hold, in bytes; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>What becomes of its jobs that are ended for want of memory; null: as any failure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // so that the hashes of all the others stay what they were
    public OomRule? OnOom { get; init; }

    /// <summary>False: successes leave no trace in history.</summary>
    public bool KeepHistory { get; init; } = true;

    /// <summary>For a step: whether it runs at all, for what, and who decides; null where there is nothing of that to say.</summary>
    public StepFlow? Flow { get; init; }

    /// <summary>The command to run; null where a handler in the worker's own process runs it.</summary>
    public CommandSpec? Command { get; init; }
}
