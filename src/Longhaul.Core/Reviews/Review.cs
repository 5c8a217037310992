using System.Text.Json;

namespace Longhaul.Core.Reviews;

/// <summary>What a person said.</summary>
/// <param name="Approved">Yes or no.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Note">What they had to say.</param>
/// <param name="Revision">On which revision.</param>
public sealed record ReviewVote(bool Approved, string By, DateTimeOffset At, string? Note, int Revision);

/// <summary>A review as its job keeps it, from the moment in which people are asked.</summary>
public sealed record Review
{
    private const double ShareUntilTold = 0.75;

    /// <summary>What is asked.</summary>
    public required ReviewRequest Request { get; init; }

    /// <summary>From 1; one more each time it was sent back.</summary>
    public required int Revision { get; init; }

    /// <summary>Since when people are asked for this revision, by the store's clock.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When nobody can decide any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When somebody was told that it waits for long; null while that was not so.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>All that was said, of all revisions, in its order.</summary>
    public IReadOnlyList<ReviewVote> Votes { get; init; } = [];

    /// <summary>What was said of this revision.</summary>
    public IEnumerable<ReviewVote> Current => Votes.Where(vote => vote.Revision == Revision);

    /// <summary>When there is something to do without anybody's doing: to escalate, or to expire.</summary>
    public DateTimeOffset? DueAt => EscalatesAt is { } at && !(at > ExpiresAt) ? at : ExpiresAt;

    // Who says nothing of it is told in time all the same: after three quarters, before it expires unseen.
    private DateTimeOffset? EscalatesAt => EscalatedAt is null ? OpenedAt + (Request.Escalate ?? Request.Expires * ShareUntilTold) : null;

    /// <summary>Asks people; those of earlier revisions are kept.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="before">The review of the same job before; null for the first.</param>
    /// <param name="now">The store's clock.</param>
    public static Review Open(ReviewRequest request, Review? before, DateTimeOffset now) => new()
    {
        Request = request,
        Revision = (before?.Revision ?? 0) + 1,
        OpenedAt = now,
        ExpiresAt = now + request.Expires,
        Votes = before?.Votes ?? [],
    };

    /// <summary>With one more vote.</summary>
    internal Review With(Ballot ballot, DateTimeOffset now) =>
        this with { Votes = [.. Votes, new ReviewVote(ballot.Approved, ballot.By, now, ballot.Note, Revision)] };

    /// <summary>Enough have approved.</summary>
    public bool IsApproved => Current.Count(vote => vote.Approved) >= Request.Approvers;

    /// <summary>What the job puts out once it is approved: who approved, and the last note, as JSON text.</summary>
    public string ToOutput() => JsonSerializer.Serialize(
        new ReviewOutput(Revision, string.Join(", ", Current.Select(vote => vote.By)), Current.LastOrDefault(vote => vote.Note is not null)?.Note ?? ""),
        ReviewJson.Default.ReviewOutput);

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReviewJson.Default.Review);

    /// <summary>From what <see cref="ToJson"/> wrote; null where it is something else or nothing.</summary>
    public static Review? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, ReviewJson.Default.Review);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a run is told that a review has sent back.</summary>
/// <param name="Note">What the person had to say; empty for nothing.</param>
/// <param name="By">Who.</param>
/// <param name="Revision">The number of the revision that begins, from 2.</param>
public sealed record ReviewNote(string Note, string By, int Revision)
{
    /// <summary>What a run is told before any review.</summary>
    public static ReviewNote None { get; } = new("", "", 1);

    /// <summary>
    /// What a run is told that a review sends back. Its number is above all before it, also where another review of the run has sent it back: no two
    /// revisions of a run have one.
    /// </summary>
    /// <param name="before">The note that the run has, as JSON text; null for none.</param>
    /// <param name="review">The review.</param>
    /// <param name="ballot">Who said no, and why.</param>
    internal static ReviewNote Next(string? before, Review review, Ballot ballot) =>
        new(ballot.Note ?? "", ballot.By, Math.Max(Read(before).Revision, review.Revision) + 1);

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReviewJson.Default.ReviewNote);

    /// <summary>From what <see cref="ToJson"/> wrote; <see cref="None"/> where there is nothing.</summary>
    public static ReviewNote Read(string? json)
    {
        try
        {
            return (json is null ? null : JsonSerializer.Deserialize(json, ReviewJson.Default.ReviewNote)) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
