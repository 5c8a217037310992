namespace Longhaul.Core.Stores;

/// <summary>Who did what: append only, and a chain of hashes (<see cref="AuditChain"/>).</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancel = default);

    /// <summary>Entries with a smaller id, newest first.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(int limit, long? before = null, CancellationToken cancel = default);

    /// <summary>Entries with a smaller id that match, newest first.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, int limit, long? before = null, CancellationToken cancel = default);

    /// <summary>Entries with a greater id, oldest first, and the last one that retention removed.</summary>
    Task<AuditPage> ReadChainAsync(long after, int limit, CancellationToken cancel = default);

    /// <summary>
    /// Removes entries from the beginning of the log as long as they are of days (UTC) before that of now − <paramref name="keep"/>, and adds an entry
    /// that says so, with the number and the hash of the last.
    /// </summary>
    /// <returns>How many were removed; <paramref name="limit"/> where there may be more to do.</returns>
    Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel = default);
}

/// <summary>Which entries are wanted.</summary>
/// <param name="Actor">Only by this actor.</param>
/// <param name="Action">Only this action.</param>
public sealed record AuditFilter(string? Actor = null, string? Action = null);

/// <summary>A place in the chain.</summary>
/// <param name="Id">The number of an entry; 0 before the first.</param>
/// <param name="Hash">Its hash.</param>
public readonly record struct AuditLink(long Id, string Hash);

/// <summary>A part of the chain.</summary>
/// <param name="Removed">The last entry that retention removed; <see cref="AuditChain.Beginning"/> with number 0 where it removed none.</param>
/// <param name="Entries">Entries by id.</param>
public sealed record AuditPage(AuditLink Removed, IReadOnlyList<AuditRecord> Entries);

/// <summary>Something that somebody did.</summary>
/// <param name="Actor">Who: a person, a token's name, or a worker's label.</param>
/// <param name="Action">What, in upper case: <c>WORKER_STARTED</c>, <c>JOB_CANCELLED</c>, <c>QUEUE_PAUSED</c> …</param>
/// <param name="Subject">To what: <c>job 17</c>, <c>queue render</c>, <c>worker w1</c>.</param>
/// <param name="Detail">More, in a sentence or as JSON.</param>
public sealed record AuditEntry(string Actor, string Action, string Subject, string? Detail = null);

/// <summary>An entry as the store keeps it.</summary>
/// <param name="Id">From 1, without gaps.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Entry">What was done.</param>
public sealed record AuditRecord(long Id, DateTimeOffset At, AuditEntry Entry)
{
    /// <summary>Its hash in the chain, 64 hexadecimal digits; empty where somebody else than a store wrote it.</summary>
    public string Hash { get; init; } = "";
}
