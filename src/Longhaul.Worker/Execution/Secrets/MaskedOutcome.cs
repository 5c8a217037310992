using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Secrets;

/// <summary>Takes an attempt's secrets out of what becomes of it.</summary>
internal static class MaskedOutcome
{
    /// <summary>The outcome with masked error, output, question, audit notes, and inputs of the jobs that it spawns.</summary>
    public static Outcome Of(SecretMask mask, Outcome outcome) => mask.IsEmpty ? outcome : outcome with
    {
        Error = outcome.Error is { } error ? new JobError(mask.Apply(error.Code), mask.Apply(error.Message)) : null,
        Output = outcome.Output is { } output ? JsonMask.Apply(mask, output) : null,
        Input = outcome.Input is { } input ? JsonMask.Apply(mask, input) : null,
        Review = outcome.Review is { } review ? review with { Title = mask.Apply(review.Title) } : null,
        Spawn = [.. outcome.Spawn.Select(job => job with { Input = JsonMask.Apply(mask, job.Input) })],
        Audit = [.. outcome.Audit.Select(note => note with { Detail = mask.Apply(note.Detail) })],
    };

    /// <summary>The exception for the log; another one that shows the same where a secret stands in it.</summary>
    public static Exception Of(SecretMask mask, Exception failure)
    {
        var shown = mask.IsEmpty ? null : failure.ToString();
        var masked = shown is null ? null : mask.Apply(shown);
        return masked == shown ? failure : new MaskedException(mask.Apply(failure.Message), masked!);
    }

    private sealed class MaskedException(string message, string shown) : Exception(message)
    {
        public override string ToString() => shown;
    }
}
