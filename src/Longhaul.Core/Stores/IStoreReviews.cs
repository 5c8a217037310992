namespace Longhaul.Core.Stores;

/// <summary>What people decide. Each decision is written to the audit log in the same transaction.</summary>
public interface IStoreReviews
{
    /// <summary>
    /// Approves what waits for a person: the job completes, or goes on waiting where another approver is wanted. However many say so, and whatever they
    /// say, it is decided once: <see cref="ControlResult.Unchanged"/> where it is approved already, or this person has approved it;
    /// <see cref="ControlResult.Refused"/> where it is over otherwise, or is no review, or does not wait yet.
    /// </summary>
    /// <param name="jobId">The job that waits.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="note">What they have to say.</param>
    /// <param name="revision">
    /// What they have looked at, by <see cref="Longhaul.Core.Reviews.Review.Revision"/>: refused where another one asks by now, so that nobody decides on what they have not seen. Null for whichever asks.
    /// </param>
    /// <param name="cancel">Gives up waiting.</param>
    Task<ControlReply> ApproveAsync(long jobId, string actor, string? note = null, int? revision = null, CancellationToken cancel = default);

    /// <summary>
    /// Rejects what waits for a person: the job fails, or the run goes again from the step that the review names, with the note, as <see cref="IJobControl.ReopenAsync"/>
    /// takes a step back; what of the run hangs on that step and runs yet goes on as it is. Answers as <see cref="ApproveAsync"/>.
    /// </summary>
    /// <param name="jobId">The job that waits.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="note">What they have to say.</param>
    /// <param name="revision">
    /// What they have looked at, by <see cref="Longhaul.Core.Reviews.Review.Revision"/>: refused where another one asks by now, so that nobody decides on what they have not seen. Null for whichever asks.
    /// </param>
    /// <param name="cancel">Gives up waiting.</param>
    Task<ControlReply> RejectAsync(long jobId, string actor, string? note = null, int? revision = null, CancellationToken cancel = default);
}
