using Longhaul.Core.Reviews;

namespace Longhaul.Core.Pipelines;

/// <summary>What a step is beside the work that it does: whether it runs at all, for what, and who decides.</summary>
public sealed record StepFlow
{
    /// <summary>The most items of one list.</summary>
    public const int MaxItems = 10_000;

    /// <summary>A <see cref="Condition"/>; where it does not hold, the step is skipped. Null: it runs.</summary>
    public string? When { get; init; }

    /// <summary>The names of the steps that it needs, where the condition asks for their ends.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>A list, as JSON text with templates: the step runs once for each of its items. Null: it runs once.</summary>
    public string? ForEach { get; init; }

    /// <summary>The most items that run at once; null for any number.</summary>
    public int? Parallel { get; init; }

    /// <summary>Should it fail, the run goes on.</summary>
    public bool MayFail { get; init; }

    /// <summary>What a person is asked; its title may have templates. Null: nobody.</summary>
    public ReviewRequest? Review { get; init; }

    /// <summary>The pipeline whose steps it consists of; null where it runs something itself.</summary>
    public PipelineDefinition? Pipeline { get; init; }

    /// <summary>The input of that pipeline, as JSON text with templates; null for the run's own.</summary>
    public string? With { get; init; }
}
