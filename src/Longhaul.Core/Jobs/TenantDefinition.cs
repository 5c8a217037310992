namespace Longhaul.Core.Jobs;

/// <summary>Whose jobs they are, and how large a share of a queue is theirs while others wait too.</summary>
public sealed record TenantDefinition
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxName = 200;

    /// <summary>The smallest weight.</summary>
    public const double MinWeight = 0.01;

    /// <summary>The greatest weight.</summary>
    public const double MaxWeight = 100;

    /// <summary>1 to <see cref="MaxName"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// <see cref="MinWeight"/> to <see cref="MaxWeight"/>: of weight 3, three jobs are taken for each one of a tenant of weight 1. Every tenant that
    /// nobody has given a weight has 1.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>How much it may spend on a day; null for no limit.</summary>
    public Budget? Budget { get; init; }

    /// <summary>What templates of its jobs find under <c>tenant.</c>, as JSON text of an object; null for nothing.</summary>
    public string? Settings { get; init; }

    /// <summary>Names of secrets that it must have of its own.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
