using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Definitions.Building;

/// <summary>What templates at some place of the file may refer to.</summary>
/// <param name="NoInput">For messages, of an input that is not there: <c>is no input of pipeline `video`</c>.</param>
/// <param name="Inputs">The inputs that are there; a null field has any type; null for unknown: anything may be there.</param>
internal sealed record TemplatePlace(string NoInput, IReadOnlyDictionary<string, InputField?>? Inputs)
{
    /// <summary>All steps of the pipeline; null outside one.</summary>
    public IReadOnlyCollection<string>? Steps { get; init; }

    /// <summary>The step that the templates belong to.</summary>
    public string? Self { get; init; }

    /// <summary>True for those steps that are over for sure when the template is filled in.</summary>
    public Func<string, bool> IsOver { get; init; } = _ => false;

    /// <summary>The step runs for items of a list.</summary>
    public bool HasItem { get; init; }

    /// <summary>A value that is not there counts as null, as it does in a condition.</summary>
    public bool MayMiss { get; init; }

    /// <summary>What else is known; less while a job is only being enqueued.</summary>
    public IReadOnlySet<string> Facts { get; init; } = WhileRunning;

    public static IReadOnlySet<string> WhileRunning { get; } = new HashSet<string> { "run.id", "job.id", "attempt", "tenant" };

    public static IReadOnlySet<string> AtEnqueue { get; } = new HashSet<string> { "tenant" };

    /// <summary>The tenants of the file.</summary>
    public IReadOnlyList<TenantDefinition> Tenants { get; init; } = [];

    /// <summary>Whose the templates' jobs are, where that is fixed; null where it is told when one is enqueued.</summary>
    public string? Tenant { get; init; }

    /// <summary>For keys and tenants, which are made before the job is there.</summary>
    public bool IsEarly => Facts != WhileRunning;

    public static IReadOnlySet<string> None { get; } = new HashSet<string>();
}
