using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Handing jobs to workers, and what running attempts report.</summary>
public interface IJobClaims
{
    /// <summary>
    /// Makes ready jobs running under the request's token: by priority over all its lanes, then front before others; then the lanes go round in the request's order, each with
    /// its own first by tag, then position (but see <see cref="ClaimLane.OldestFirst"/>); none that is paused by its queue, kind or tenant, and of a queue with limits no more than those allow. A repeated claim number claims nothing more and answers with what it holds.
    /// </summary>
    Task<ClaimReply> ClaimAsync(ClaimRequest request, CancellationToken cancel = default);

    /// <summary>Lists the attempts that the store says this worker holds, for finding claims whose answer was lost.</summary>
    Task<IReadOnlyList<AttemptRef>> ListHeldAsync(Guid instance, CancellationToken cancel = default);

    /// <summary>Marks claimed attempts as started; answers for each whether it is still held.</summary>
    Task<IReadOnlyList<bool>> StartAsync(IReadOnlyList<AttemptRef> attempts, CancellationToken cancel = default);

    /// <summary>Keeps stage, progress and checkpoint of running attempts; answers for each whether it is still held.</summary>
    Task<IReadOnlyList<bool>> ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancel = default);
}

/// <summary>A worker's wish for jobs.</summary>
public sealed record ClaimRequest
{
    /// <summary>The worker and its number for this claim.</summary>
    public required AttemptToken Token { get; init; }

    /// <summary>The queues, each with its free places; of jobs with the same priority the first queue's first one goes first, then the next queue's.</summary>
    public required IReadOnlyList<ClaimLane> Lanes { get; init; }

    /// <summary>The most jobs in all, 1 to <see cref="IJobStore.MaxBatch"/>.</summary>
    public required int Limit { get; init; }

    /// <summary>The kinds the worker serves; null for any.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>True: one job that has lost a worker may be among them (never more, and only in a free place). False: none.</summary>
    public bool AllowCrashed { get; init; } = true;
}

/// <summary>A queue and how many of its jobs are wanted.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Places">Free places, 0 or more: so many jobs are taken, and their attempts count as started at once.</param>
/// <param name="Prefetch">
/// 0 or more: of the next so many jobs behind those, the plain ones are taken too, without being started (see <see cref="IJobClaims.StartAsync"/>
/// and <see cref="Finish.Ran"/>). Plain is a job that is nobody's child, is not exclusive, needs no slots, has lost no worker and was never given back.
/// Of a queue with limits (see <see cref="IQueueLimits"/>) none comes in advance.
/// </param>
/// <param name="OldestFirst">
/// True: of all priorities of the queues that say so and of which any are wanted, the one whose first job has waited longest (has the lowest position) goes before
/// all others, so that a low priority does not starve; within it the order is as ever.
/// </param>
public readonly record struct ClaimLane(string Queue, int Places, int Prefetch = 0, bool OldestFirst = false);

/// <summary>The answer to a claim.</summary>
/// <param name="Jobs">The jobs, now running, in the order in which they should be started.</param>
/// <param name="Lost">True where the worker is not registered or was declared dead; nothing was claimed.</param>
/// <param name="PassedOver">
/// True where jobs that are not plain stood among those wanted in advance and were left, or a queue with limits was asked in advance: whoever asks in
/// advance again finds them there again.
/// </param>
/// <param name="AgainIn">
/// Where a queue gave all that its limits allow, and less than it has places: after how long to ask again, although nothing was told. That is when its
/// rate has a place again, else <see cref="AgainAtLimit"/>. The soonest of all queues that were asked.
/// </param>
public sealed record ClaimReply(IReadOnlyList<JobRecord> Jobs, bool Lost = false, bool PassedOver = false, TimeSpan? AgainIn = null)
{
    /// <summary>How long to wait at most for the end of another worker's job of a queue at its limit; where signals arrive, it comes sooner.</summary>
    public static TimeSpan AgainAtLimit { get; } = TimeSpan.FromSeconds(1);
}

/// <summary>What a running attempt says of itself; null leaves a value as it is.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Stage">What it is doing.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="EtaSeconds">How long yet.</param>
/// <param name="Checkpoint">For the next attempt, as JSON text.</param>
public sealed record AttemptReport(
    AttemptRef Attempt, string? Stage = null, double? Progress = null, double? EtaSeconds = null, string? Checkpoint = null);
