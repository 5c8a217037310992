using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Costs;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Secrets;
using Longhaul.Worker.Execution.Steps;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>Runs one attempt from start to outcome.</summary>
internal sealed class AttemptRunner(
    IKindCatalog kinds, HandlerTable handlers, StepDecision steps, OutputLoop output, CostBook costs, SecretSource secrets, RunReader runs, ExecutionOptions options,
    ILogger<AttemptRunner> logger)
    : IAttemptRunner
{
    private readonly Func<AttemptReport, CancellationToken, Task<bool>> _keep = runs.KeepAsync;

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
            using var context = new AttemptContext(Opened(job), attempt, kind, stop, log, costs.Add)
            {
                Secrets = secrets, Keep = _keep, HasPrivateInput = EncryptedInput.IsSealed(job.Input), MaxCheckpointBytes = options.MaxCheckpointBytes,
            };
            var said = await RunKindAsync(context);
            if (said.Output is { } put && context.SecretIn(put) is { } secret)
            {
                context.WarnOfStars("its output", $"the secret {secret}", "whoever comes after it");
            }

            var outcome = MaskedOutcome.Of(context.Mask, said);
            outcome = context.Resources is null || outcome.Resources is not null ? outcome : outcome with { Resources = context.Resources };
            return context.Notes is { Count: > 0 } notes ? outcome with { Audit = [.. notes, .. outcome.Audit] } : outcome;
        }
        catch (Exception failure)
        {
            return End(new JobKind { Name = job.Kind }, job, stop, failure, SecretMask.None);
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
            return End(context.Kind, context.Job, context.Stop, failure, context.Mask);
        }
    }

    private Outcome End(JobKind kind, JobRecord job, AttemptStop stop, Exception failure, SecretMask mask)
    {
        if (stop.Token.IsCancellationRequested)
        {
            return AttemptEnd.Stopped(kind, job, stop.Reason, options.Random());
        }

        // Another worker, or this one after a restart, may have the key: so it is tried again.
        if (failure is MissingKeyException missing)
        {
            failure = new JobFailedException(new JobFailure(new JobError("key", $"This worker cannot run it: {missing.Message}."), FailureNature.Transient));
        }
        else if (failure is not JobFailedException)
        {
            logger.HandlerThrew(job.Id, job.Kind, MaskedOutcome.Of(mask, failure));
        }

        return AttemptEnd.Failed(kind, job, failure, options.Random());
    }

    private JobRecord Opened(JobRecord job) =>
        EncryptedInput.IsSealed(job.Input) ? job with { Input = EncryptedInput.Open(options.Keys, job.Input) } : job;

    private static JobFailedException Unknown(JobRecord job) => new(new JobFailure(
        new JobError("unknown_kind", $"This worker has neither a command nor a handler for the kind '{job.Kind}'."), FailureNature.Permanent));
}
