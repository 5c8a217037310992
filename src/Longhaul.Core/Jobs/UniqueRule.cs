namespace Longhaul.Core.Jobs;

/// <summary>Which jobs of a kind, or runs of a pipeline, count as the same.</summary>
public enum UniqueBy
{
    /// <summary>All of them.</summary>
    Kind = 0,

    /// <summary>Those with the same key.</summary>
    Key = 1,

    /// <summary>Those with the same input, however its members are ordered.</summary>
    Input = 2,
}

/// <summary>What a definition says of jobs that are there already when one is enqueued.</summary>
public sealed record UniqueRule
{
    /// <summary>Which count as the same.</summary>
    public UniqueBy By { get; init; }

    /// <summary>For <see cref="UniqueBy.Key"/>: text with <c>{{ input.x }}</c> in it, filled in when the job is enqueued.</summary>
    public string? KeyTemplate { get; init; }

    /// <summary>For how long one keeps others out.</summary>
    public UniqueScope Scope { get; init; } = UniqueScope.Unfinished;

    /// <summary>For <see cref="UniqueScope.Period"/>: how long, by the store's clock.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>What becomes of the new one.</summary>
    public UniqueConflict OnConflict { get; init; }

    /// <summary>How long a job waits for another one to take its place, unless the caller says when it is due; null for not at all.</summary>
    public TimeSpan? Delay { get; init; }
}
