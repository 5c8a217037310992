namespace Longhaul.Core.Jobs;

/// <summary>For how long a job keeps others with the same key out.</summary>
public enum UniqueScope
{
    /// <summary>Until it is claimed for the first time.</summary>
    Waiting = 0,

    /// <summary>Until it is over.</summary>
    Unfinished = 1,

    /// <summary>For a period from its enqueuing, whatever becomes of it; outlives the job (idempotency keys).</summary>
    Period = 2,
}

/// <summary>What becomes of a new job while another one holds its unique key.</summary>
public enum UniqueConflict
{
    /// <summary>It is not added; the holder is the answer.</summary>
    Skip = 0,

    /// <summary>The holder takes its place: its input, priority, due time and all else.</summary>
    Replace = 1,

    /// <summary>As <see cref="Replace"/>, but what the holder waits for never comes earlier: of the two due times the later counts (debounce).</summary>
    Extend = 2,
}

/// <summary>A key that only one job may hold.</summary>
/// <param name="Key">1 to 300 characters.</param>
/// <param name="Scope">For how long.</param>
/// <param name="Period">For <see cref="UniqueScope.Period"/>: how long, by the store's clock.</param>
/// <param name="OnConflict">What becomes of a new job with this key while another one holds it.</param>
public readonly record struct UniqueKey(
    string Key, UniqueScope Scope, TimeSpan Period = default, UniqueConflict OnConflict = UniqueConflict.Skip)
{
    /// <summary>How long an idempotency key is remembered.</summary>
    public static TimeSpan IdempotencyPeriod { get; } = TimeSpan.FromHours(24);

    /// <summary>The key under which a caller's idempotency key is kept.</summary>
    public static UniqueKey Idempotency(string key) => new("key:" + key, UniqueScope.Period, IdempotencyPeriod);

    /// <summary>The key under which a job is unique while it is unfinished.</summary>
    public static UniqueKey WhileUnfinished(string key) => new("unique:" + key, UniqueScope.Unfinished);
}
