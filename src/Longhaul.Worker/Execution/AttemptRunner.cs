using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Costs;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Steps;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>Runs one attempt from start to outcome.</summary>
internal sealed class AttemptRunner(
    IKindCatalog kinds, HandlerTable handlers, StepDecision steps, OutputLoop output, CostBook costs, ExecutionOptions options, ILogger<AttemptRunner> logger)
    : IAttemptRunner
{
    /// <inheritdoc/>
    public async Task<Outcome> RunAsync(JobRecord job, AttemptStop stop)
    {
        if (job.Running is not { } attempt)
        {
            return Outcome.Failed("not_running", $"Job {job.Id} was given to a worker but is {job.State.Name()}.");
        }

        var log = output.Open(job, attempt);
        try
        {
            var kind = kinds.Find(job) ?? throw Unknown(job);
            var context = new AttemptContext(job, attempt, kind, stop, log, costs.Add);
            var outcome = await RunKindAsync(context);
            return context.Resources is null || outcome.Resources is not null ? outcome : outcome with { Resources = context.Resources };
        }
        catch (Exception failure)
        {
            return End(new JobKind { Name = job.Kind }, job, stop, failure);
        }
        finally
        {
            output.Close(log);
        }
    }

    private async Task<Outcome> RunKindAsync(AttemptContext context)
    {
        try
        {
            context.Stop.Token.ThrowIfCancellationRequested();
            if (context.Kind.Flow is { } flow && await steps.DecideAsync(context, flow, context.Stop.Token) is { } decided)
            {
                return decided;
            }

            var handler = handlers.For(context.Kind) ?? throw Unknown(context.Job);
            return await handler.RunAsync(context, context.Stop.Token);
        }
        catch (Exception failure)
        {
            return End(context.Kind, context.Job, context.Stop, failure);
        }
    }

    private Outcome End(JobKind kind, JobRecord job, AttemptStop stop, Exception failure)
    {
        if (stop.Token.IsCancellationRequested)
        {
            return AttemptEnd.Stopped(kind, job, stop.Reason, options.Random());
        }

        if (failure is not JobFailedException)
        {
            logger.HandlerThrew(job.Id, job.Kind, failure);
        }

        return AttemptEnd.Failed(kind, job, failure, options.Random());
    }

    private static JobFailedException Unknown(JobRecord job) => new(new JobFailure(
        new JobError("unknown_kind", $"This worker has neither a command nor a handler for the kind '{job.Kind}'."), FailureNature.Permanent));
}
