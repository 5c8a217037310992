namespace Longhaul.Core.Stores;

/// <summary>What a worker says of its memory, so that it can be told why a job is not taken.</summary>
/// <param name="LimitBytes">What it and its jobs may hold together.</param>
/// <param name="FreeBytes">How much of that it had left to promise to jobs when it said so.</param>
/// <param name="Full">It takes no jobs at all until less is held.</param>
/// <param name="Lacking">The kinds for whose next job it has not enough, or keeps what it has for another kind whose turn it is, by name.</param>
public sealed record WorkerMemory(long LimitBytes, long FreeBytes, bool Full, IReadOnlyList<MemoryNeed> Lacking)
{
    private const long Little = 16L * 1024 * 1024;

    /// <summary>True where it does not take a job of this kind now.</summary>
    internal bool IsShortFor(string kind) => Full || NeedOf(kind) is not null;

    /// <summary>What a job of this kind needs and does not get; null where it is not for that.</summary>
    internal long? NeedOf(string kind) => Lacking.FirstOrDefault(need => need.Kind == kind)?.Bytes;

    /// <summary>True where there is enough for a job of this kind, which is kept for another one.</summary>
    internal bool KeepsFrom(string kind) => !Full && NeedOf(kind) <= FreeBytes;

    /// <summary>True where nothing that matters has changed: what is free may differ by a little.</summary>
    internal bool SaysTheSameAs(WorkerMemory? other) =>
        other is not null && LimitBytes == other.LimitBytes && Full == other.Full && Lacking.SequenceEqual(other.Lacking)
        && (Math.Abs(FreeBytes - other.FreeBytes) < Little || (!Full && Lacking.Count == 0));
}

/// <summary>How much memory a job of a kind needs.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Bytes">What it says, or was seen to take.</param>
public sealed record MemoryNeed(string Kind, long Bytes);
