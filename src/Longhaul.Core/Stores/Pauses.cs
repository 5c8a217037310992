using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What can be paused.</summary>
public enum PauseScope
{
    /// <summary>All jobs of a queue.</summary>
    Queue = 0,

    /// <summary>All jobs of a kind, and of the kinds named after it: the steps of a pipeline <c>video</c> are of the kinds <c>video.…</c>.</summary>
    Kind = 1,

    /// <summary>All jobs of a tenant.</summary>
    Tenant = 2,
}

/// <summary>What a pause holds back: jobs that wait. What a worker has claimed runs on.</summary>
/// <param name="Scope">What sort of thing is paused.</param>
/// <param name="Name">Its name: of a queue 1 to 100 characters, of a kind or tenant 1 to 200.</param>
public readonly record struct PauseTarget(PauseScope Scope, string Name)
{
    /// <summary>A queue.</summary>
    public static PauseTarget Queue(string name) => new(PauseScope.Queue, name);

    /// <summary>A kind, or a pipeline with all its steps.</summary>
    public static PauseTarget Kind(string name) => new(PauseScope.Kind, name);

    /// <summary>A tenant.</summary>
    public static PauseTarget Tenant(string name) => new(PauseScope.Tenant, name);

    /// <summary>True where the job may not be claimed while this is paused.</summary>
    public bool Covers(JobRecord job) => Scope switch
    {
        PauseScope.Queue => job.Queue == Name,
        PauseScope.Kind => job.Kind == Name || job.Kind.StartsWith(Name + ".", StringComparison.Ordinal),
        _ => job.Tenant == Name,
    };

    /// <summary>The sort of thing and its name, such as <c>queue render</c>.</summary>
    public override string ToString() => $"{Word} {Name}";

    /// <summary>Why it cannot be paused; null where it can.</summary>
    internal string? Complaint => Name.Length < 1 || Name.Length > MaxLength
        ? $"the name of a {Word} has 1 to {MaxLength} characters, not {Name.Length}"
        : null;

    /// <summary>The action in the audit log, such as <c>QUEUE_PAUSED</c>.</summary>
    internal string Action(string what) => $"{Word.ToUpperInvariant()}_{what}";

    private int MaxLength => Scope == PauseScope.Queue ? 100 : 200;

    private string Word => Scope switch { PauseScope.Queue => "queue", PauseScope.Kind => "kind", _ => "tenant" };
}

/// <summary>Something that is paused.</summary>
/// <param name="Target">What.</param>
/// <param name="Since">When it was paused, by the store's clock.</param>
/// <param name="Actor">Who paused it; empty where that is not known any more, or where it was nobody.</param>
/// <param name="Reason">Why, where somebody said so.</param>
public sealed record PauseRecord(PauseTarget Target, DateTimeOffset Since, string Actor, string? Reason)
{
    /// <summary>Why it is paused; a target can be paused for each cause at once, and none of them lifts another.</summary>
    public PauseCause Cause { get; init; }

    /// <summary>When the pause ends by itself; null where somebody must end it.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What a pause comes from.</summary>
public enum PauseCause
{
    /// <summary>Somebody wished it.</summary>
    Person = 0,

    /// <summary>A tenant has reached its budget of the day.</summary>
    Budget = 1,
}
