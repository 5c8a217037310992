using System.Text.Json;
using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Worker.Execution.Commands;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>A step that consists of the steps of another pipeline.</summary>
internal static class StepPipeline
{
    /// <summary>The steps of the pipeline, with all that is so of the whole run.</summary>
    /// <param name="job">The step's job.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="with">The input that the step gives to it, as JSON with templates; null for what the run has that it wants as well.</param>
    /// <param name="values">What the run knows.</param>
    /// <param name="keys">What encrypts the input, where the pipeline says that it is.</param>
    /// <exception cref="Core.Stores.RefusedException">The input is not what the pipeline wants.</exception>
    /// <exception cref="MissingKeyException">The input is to be encrypted, and there is no key.</exception>
    public static Outcome Expand(JobRecord job, PipelineDefinition pipeline, string? with, CommandValues values, KeyRing? keys)
    {
        var input = with is null ? PipelineInput.Shared(pipeline, values.Told) : JsonTemplate.Render(with, values.Scope);
        input = values.Given is { } given ? JobEdits.Over(input, PipelineInput.Given(pipeline, JsonElement.Parse(given), values.Told)) : input;
        var own = values.Scope.TenantSettings is { } settings ? [new TenantDefinition { Name = job.Tenant, Settings = settings.GetRawText() }] : Array.Empty<TenantDefinition>();
        var options = new RunOptions { Queue = job.Queue, Priority = job.Priority, Tenant = job.Tenant, Tenants = own, Keys = keys };
        var (steps, normalised) = PipelineExpander.ExpandStep(values.IsPrivate ? PrivateKeys.In(pipeline) : pipeline, input, options);
        return Outcome.Expanded(steps) with { Input = normalised };
    }
}
