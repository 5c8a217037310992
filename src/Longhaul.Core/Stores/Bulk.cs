using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What is done to many jobs. Each looks only at jobs to which it can be done.</summary>
public enum BulkAction
{
    /// <summary>Cancels jobs and runs that are not over.</summary>
    Cancel = 0,

    /// <summary>
    /// Takes back jobs and runs that failed or were cancelled; where the filter names a state, those that ended so, or those that wait for their time, which
    /// then go at once. A failure that its run allows is left: that went on without it.
    /// </summary>
    Retry = 1,

    /// <summary>Removes trees that are over, by their roots.</summary>
    Delete = 2,

    /// <summary>Moves jobs that are not over to another queue. One that runs, or waits for a person, is left.</summary>
    Move = 3,

    /// <summary>Gives jobs that are not over another priority. One that runs, or waits for a person, is left.</summary>
    Reprioritise = 4,
}

/// <summary>
/// A part of a bulk operation: the next so many jobs that match, in the order of ids. A ready job that is moved or reprioritised takes a fresh position, so
/// that it goes behind those that are there already; those of one operation keep the order of their ids. A job that was put back stays in front.
/// </summary>
public sealed record BulkRequest
{
    /// <summary>What is done.</summary>
    public required BulkAction Action { get; init; }

    /// <summary>To which jobs.</summary>
    public JobFilter Filter { get; init; } = new();

    /// <summary>Only these of them, all in one part; null for all. At most <see cref="IJobStore.MaxBatch"/>.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Who does it, for the audit log.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for the audit log; of a cancel also for the job's error.</summary>
    public string? Reason { get; init; }

    /// <summary>Where to move to, 1 to 100 characters.</summary>
    public string? Queue { get; init; }

    /// <summary>The new priority, 0 to 9.</summary>
    public int? Priority { get; init; }

    /// <summary>Only jobs with a greater id: where the part before ended.</summary>
    public long After { get; init; }

    /// <summary>Only jobs up to this id, so that an operation ends however many jobs are added meanwhile.</summary>
    public long Through { get; init; } = long.MaxValue;

    /// <summary>The most jobs, 1 to <see cref="IJobStore.MaxBatch"/>. What becomes of others because of them, such as the members of a run, comes on top.</summary>
    public int Limit { get; init; } = IJobStore.MaxBatch;

    /// <summary>True: nothing is changed; the answer only says which jobs match.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What became of a part of a bulk operation.</summary>
/// <param name="Ids">The jobs that matched; what became of each was judged when it was locked.</param>
/// <param name="Next">The <see cref="BulkRequest.After"/> of the next part; null where there is none.</param>
public sealed record BulkReply(IReadOnlyList<long> Ids, long? Next)
{
    /// <summary>To how many it was done.</summary>
    public int Done { get; init; }

    /// <summary>How many run, or have members that run, and were asked to stop.</summary>
    public int Requested { get; init; }

    /// <summary>How many were so already.</summary>
    public int Unchanged { get; init; }

    /// <summary>How many were left, since it was not possible.</summary>
    public int Refused { get; init; }

    /// <summary>Why the first of these was left.</summary>
    public string? Complaint { get; init; }
}
