using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;

namespace Longhaul.Core.Pipelines;

/// <summary>What a caller may say of a run beside its input.</summary>
public sealed record RunOptions
{
    /// <summary>The queue for the run and for those of its steps that name none but <c>default</c>; null to leave all as they are.</summary>
    public string? Queue { get; init; }

    /// <summary>The priority of the run and all its steps, 0 to 9; null to leave all as they are.</summary>
    public int? Priority { get; init; }

    /// <summary>Whose run it is; null for what the pipeline's template gives.</summary>
    public string? Tenant { get; init; }

    /// <summary>The project's tenants: the run has the settings of its own from the start.</summary>
    public IReadOnlyList<TenantDefinition> Tenants { get; init; } = [];

    /// <summary>Keys under which the whole run is unique.</summary>
    public IReadOnlyList<UniqueKey> UniqueKeys { get; init; } = [];

    /// <summary>Its first steps do not start before this instant.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Its first steps do not start before this long from now.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>What encrypts the input, where the pipeline says that it is.</summary>
    public KeyRing? Keys { get; init; }
}
