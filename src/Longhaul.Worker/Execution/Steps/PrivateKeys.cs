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

    /// <summary>The kind with hashes for keys. Whose a job is anybody may see: a limit of each tenant stays one with that outside such runs.</summary>
    public static JobKind Of(JobKind kind) =>
        kind.Encrypted || !Shows(kind.Concurrency?.KeyTemplate) && !Shows(kind.Rate?.KeyTemplate) ? kind : kind with { Encrypted = true };

    private static bool Shows(string? key) => key is not null && Template.Parse(key).Paths.Any(path => path.Root != "tenant");
}
