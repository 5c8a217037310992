using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>
/// Within a run whose input is encrypted, what keys of limits are made of is no less private than that, though the pipeline or job that has the limit says
/// nothing of it: a key is kept and shown as it is.
/// </summary>
internal static class PrivateKeys
{
    /// <summary>A pipeline within such a run. What its steps consist of comes by here when they begin.</summary>
    public static PipelineDefinition In(PipelineDefinition pipeline) =>
        pipeline with { Steps = [.. pipeline.Steps.Select(step => step with { Kind = Of(step.Kind) })] };

    /// <summary>The kind with hashes for keys.</summary>
    public static JobKind Of(JobKind kind) => kind.Encrypted || kind is { Concurrency: null, Rate: null } ? kind : kind with { Encrypted = true };
}
