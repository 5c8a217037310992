namespace Longhaul.Core.Artifacts;

/// <summary>What a project says of its artifacts.</summary>
public sealed record ArtifactDefinition
{
    /// <summary>A project that says nothing of them.</summary>
    public static ArtifactDefinition Nothing { get; } = new();

    /// <summary>Where they are kept, as the file has it, variables filled in; null where it does not say.</summary>
    public string? Store { get; init; }

    /// <summary>How much of them.</summary>
    public ArtifactBounds Bounds { get; init; } = ArtifactBounds.None;
}

/// <summary>How much may be published.</summary>
/// <param name="MaxRun">The most bytes of a run, or of a job that belongs to none; null for any number.</param>
/// <param name="MaxTenant">The most bytes of a tenant that are kept; null for any number.</param>
public sealed record ArtifactBounds(long? MaxRun, long? MaxTenant)
{
    /// <summary>Any number.</summary>
    public static ArtifactBounds None { get; } = new(null, null);
}
