using Longhaul.Core.Alerts;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Pipelines;

/// <summary>All that a folder with a <c>longhaul.yaml</c> defines.</summary>
public sealed record ProjectDefinition
{
    /// <summary>The project's name; the folder's name where the file has none.</summary>
    public required string Name { get; init; }

    /// <summary>The full path of the folder; commands run there.</summary>
    public required string Folder { get; init; }

    /// <summary>The store's address as the file has it, variables filled in; null where it has none.</summary>
    public string? Store { get; init; }

    /// <summary>Where artifacts are kept, and how much of them.</summary>
    public ArtifactDefinition Artifacts { get; init; } = ArtifactDefinition.Nothing;

    /// <summary>The queues by name; <c>default</c> is always there.</summary>
    public required IReadOnlyDictionary<string, QueueDefinition> Queues { get; init; }

    /// <summary>Every kind a worker of this project serves, by name: its jobs and the inline steps of its pipelines.</summary>
    public required IReadOnlyDictionary<string, JobKind> Kinds { get; init; }

    /// <summary>The pipelines by name.</summary>
    public required IReadOnlyDictionary<string, PipelineDefinition> Pipelines { get; init; }

    /// <summary>Tenants with settings of their own, in the order of the file; names are unique.</summary>
    public IReadOnlyList<TenantDefinition> Tenants { get; init; } = [];

    /// <summary>What runs again and again, in the order of the file; names are unique.</summary>
    public IReadOnlyList<ScheduleDefinition> Schedules { get; init; } = [];

    /// <summary>Whom to tell of what, in the order of the file; those with the same address, format and secret are one.</summary>
    public IReadOnlyList<AlertDefinition> Alerts { get; init; } = [];
}
