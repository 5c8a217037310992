namespace Longhaul.Core.Stores;

/// <summary>Who did what: append only.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancel = default);

    /// <summary>Entries with a smaller id, newest first.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(int limit, long? before = null, CancellationToken cancel = default);
}

/// <summary>Something that somebody did.</summary>
/// <param name="Actor">Who: a person, a token's name, or a worker's label.</param>
/// <param name="Action">What, in upper case: <c>WORKER_STARTED</c>, <c>JOB_CANCELLED</c>, <c>QUEUE_PAUSED</c> …</param>
/// <param name="Subject">To what: <c>job 17</c>, <c>queue render</c>, <c>worker w1</c>.</param>
/// <param name="Detail">More, in a sentence or as JSON.</param>
public sealed record AuditEntry(string Actor, string Action, string Subject, string? Detail = null);

/// <summary>An entry as the store keeps it.</summary>
/// <param name="Id">From 1.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Entry">What was done.</param>
public sealed record AuditRecord(long Id, DateTimeOffset At, AuditEntry Entry);
