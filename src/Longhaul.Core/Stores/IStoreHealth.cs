namespace Longhaul.Core.Stores;

/// <summary>How the store itself is.</summary>
public interface IStoreHealth
{
    /// <summary>Looks at sizes, at what holds the store up, and at who waits; each value once for each of its subjects.</summary>
    Task<IReadOnlyList<StoreFact>> ExamineAsync(CancellationToken cancel = default);
}

/// <summary>A measured value.</summary>
/// <param name="Name">What was measured, in lower case with underscores, its unit last where it has one: <c>table_bytes</c>, <c>oldest_transaction_seconds</c>.</param>
/// <param name="Subject">Of what: a table, a process; empty for the store as a whole.</param>
/// <param name="Value">The value, in the unit that the name ends with; null where the store's user may not see it, and then <paramref name="Concern"/> says why.</param>
/// <param name="Concern">What is wrong with it and what to do, in a sentence; null where nothing is.</param>
public sealed record StoreFact(string Name, string Subject, double? Value, string? Concern = null);
