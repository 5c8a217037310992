using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>A step that consists of the steps of another pipeline.</summary>
internal static class StepPipeline
{
    /// <exception cref="Core.Stores.RefusedException">The input is not what the pipeline wants.</exception>
    public static Outcome Expand(JobRecord job, PipelineDefinition pipeline, string input)
    {
        var options = new RunOptions { Queue = job.Queue, Priority = job.Priority, Tenant = job.Tenant };
        var (steps, own) = PipelineExpander.ExpandStep(pipeline, input, options);
        return Outcome.Expanded(steps) with { Input = own };
    }
}
