using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>Finds out what becomes of a step before anything of it runs: it may be skipped, stand for others, or ask a person.</summary>
internal sealed class StepDecision(RunReader runs, ExecutionOptions options)
{
    private const string NotShown =
        "A value that is made of the run's input is not what the condition, the list or the pipeline of the step allows. It is not shown, since that input is encrypted.";

    private readonly StepReview _reviews = new(runs);
    private static readonly JobState[] Bad = [JobState.Failed, JobState.Cancelled];

    /// <summary>How the attempt ends with that; null where the step itself runs.</summary>
    /// <exception cref="JobFailedException">What it would run for or ask cannot be found out.</exception>
    public async Task<Outcome?> DecideAsync(AttemptContext context, StepFlow flow, CancellationToken stop)
    {
        var known = await runs.ReadAsync(context.Job, NamedOutputs.Of(context.Kind), stop);
        try
        {
            var values = CommandValues.Of(context.Job, null, known, options.TenantSettings);
            if (flow.When is { } when && !Condition.Parse(when).Holds(values.Scope, AnyFailed(flow, values.Steps)))
            {
                return Skipped(context, when);
            }

            if (await InsteadOfAsync(context, flow, values, stop) is { } outcome)
            {
                return values.IsPrivate ? Private(outcome) : outcome;
            }

            // What was read is what its command is told.
            context.Values = CommandValues.Of(context.Job, context.Kind.Command?.With, known, options.TenantSettings);
            return null;
        }
        catch (Exception refused) when (refused is TemplateException or RefusedException)
        {
            // What a pipeline says of an input has the input in it.
            var shows = refused is RefusedException or TemplateException { ShowsValue: true };
            throw new JobFailedException(new JobFailure(new JobError("step", shows && known.IsPrivate ? NotShown : refused.Message), FailureNature.Permanent));
        }
    }

    private static bool AnyFailed(StepFlow flow, IReadOnlyList<JobRecord> steps) =>
        steps.Any(step => flow.Needs.Contains(step.Step) && Bad.Contains(step.State));

    private static Outcome Skipped(AttemptContext context, string when)
    {
        context.Log(LogStream.System, $"skipped: the condition `{when}` does not hold");
        return new Outcome { Kind = OutcomeKind.Skipped };
    }

    /// <summary>What the step stands for, or asks; null where it runs something itself.</summary>
    private async Task<Outcome?> InsteadOfAsync(AttemptContext context, StepFlow flow, CommandValues values, CancellationToken stop)
    {
        if (flow.ForEach is { } list)
        {
            return StepItems.Expand(context.Job, values.IsPrivate ? PrivateKeys.Of(context.Kind) : context.Kind, list, values);
        }

        if (flow.Pipeline is { } pipeline)
        {
            return StepPipeline.Expand(context.Job, pipeline, flow.With, values, options.Keys);
        }

        return flow.Review is { } review ? Outcome.AwaitingReview(await _reviews.FillAsync(review, values, stop)) : null;
    }

    /// <summary>What the run's input is made into is encrypted as that is; there is a key, since that was opened.</summary>
    private Outcome Private(Outcome outcome) => outcome with
    {
        Input = outcome.Input is { } input ? Sealed(input) : null,
        Spawn = [.. outcome.Spawn.Select(child => child with { Input = Sealed(child.Input) })],
    };

    // A pipeline that is encrypted itself has done so with its own: opened once, it would be another input.
    private string Sealed(string input) => EncryptedInput.IsSealed(input) ? input : EncryptedInput.Seal(options.Keys!, input);
}
