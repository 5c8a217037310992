using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Ends of attempts.</summary>
public interface IJobOutcomes
{
    /// <summary>
    /// Ends attempts: spawns their jobs, writes what they noted to the audit log, changes their states, frees and hands on their slots, unblocks or cancels those that depend on
    /// them, ends parents whose last child they were, and moves trees that are over to history. Each item is accepted or refused for itself.
    /// An expanded job becomes the container of what it spawns, and one that awaits a review waits for a person; neither is over. A job with a cancel request that would go on in any way (retry, snooze, release, these two) becomes cancelled.
    /// </summary>
    /// <exception cref="RefusedException">A spawned job or an audit note is not acceptable, or a text has more than <see cref="NewJobRules.MostCharacters"/> characters; nothing was changed.</exception>
    Task<IReadOnlyList<FinishReply>> FinishAsync(IReadOnlyList<Finish> items, CancellationToken cancel = default);
}

/// <summary>The end of one attempt.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Ran">
/// How long it ran until now, where the store may not have been told that it was started: it then counts as started so long ago, but not before its claim.
/// Null where it never ran.
/// </param>
public sealed record Finish(AttemptRef Attempt, Outcome Outcome, TimeSpan? Ran = null);

/// <summary>Whether an attempt's end was taken.</summary>
public enum FinishReply
{
    /// <summary>Taken, now or by an earlier call with the same token.</summary>
    Accepted = 0,

    /// <summary>Refused: the attempt was over already, or the job belongs to another attempt.</summary>
    Fenced = 1,

    /// <summary>The job is not there: it ended and left no history, or was deleted.</summary>
    Gone = 2,
}
