namespace Longhaul.Core.Stores;

/// <summary>The store cannot be reached, is locked, or has no room. Try again later.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says which store, and why.</summary>
    public StoreUnavailableException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>True where the store answers and takes what ends jobs, but has no room for new ones.</summary>
    public bool NoRoom { get; init; }

    /// <summary>
    /// True where the store answers and only this call cannot be done now: a transaction that is still open holds its key, or its user may not do it. Other
    /// calls go on.
    /// </summary>
    public bool OnlyThisCall { get; init; }
}

/// <summary>The store is there but cannot be used as it is: wrong version, not a store, wrong address.</summary>
public sealed class StoreUnusableException : Exception
{
    /// <summary>Says which store, why, and what to do.</summary>
    public StoreUnusableException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>True where a newer program has changed the store so that this one must leave it alone.</summary>
    public bool NeedsNewerProgram { get; init; }

    /// <summary>True where the store's user lacks a right for this call; others may be allowed.</summary>
    public bool Forbidden { get; init; }
}

/// <summary>A call was refused whole because of what it asked for; nothing was changed.</summary>
public sealed class RefusedException : Exception
{
    /// <summary>Says which value was refused, and why.</summary>
    public RefusedException(string message) : base(message) { }
}

/// <summary>Very many jobs were handed in together, and not all were stored before something went wrong.</summary>
/// <param name="stored">What became of the first of them, in order; of the others nothing is known to be stored.</param>
/// <param name="inner">What went wrong then.</param>
public sealed class PartlyEnqueuedException(IReadOnlyList<Enqueued> stored, Exception inner)
    : Exception($"{inner.Message}; the first {stored.Count} were accepted before", inner)
{
    /// <summary>What became of the first requests, in order.</summary>
    public IReadOnlyList<Enqueued> Stored => stored;
}
