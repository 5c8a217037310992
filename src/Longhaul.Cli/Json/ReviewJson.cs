using Longhaul.Cli.Commands.Reviews;
using Longhaul.Core.Reviews;

namespace Longhaul.Cli.Json;

/// <summary>A review as <c>--json</c> shows it; the members' names in snake case are published.</summary>
internal sealed record ReviewJson(
    long Id,
    long RootId,
    string? Step,
    string Tenant,
    string Status,
    string Title,
    int Revision,
    int Approvers,
    string? OnReject,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EscalatedAt,
    IReadOnlyList<ReviewFileJson> Files,
    IReadOnlyList<ReviewVoteJson> Votes)
{
    public static ReviewJson Of(JobRecord job, IReadOnlyList<ReviewFile> files)
    {
        var review = Review.Read(job.Decision);
        return new ReviewJson(
            job.Id, job.RootId, job.Step, job.Tenant, JobStatus.Of(job), review?.Request.Title ?? "", review?.Revision ?? 1,
            review?.Request.Approvers ?? 1, review?.Request.OnReject, review?.OpenedAt, review?.ExpiresAt, review?.EscalatedAt,
            files.Count > 0 ? [.. files.Select(file => new ReviewFileJson(file.Name, file.Size, file.Path))]
                : [.. (review?.Request.Show ?? []).Select(name => new ReviewFileJson(name, null, null))],
            [.. (review?.Votes ?? []).Select(vote => new ReviewVoteJson(vote.Approved, vote.By, vote.At, vote.Note, vote.Revision))]);
    }
}

/// <summary>A file to look at.</summary>
internal sealed record ReviewFileJson(string Name, long? Size, string? Path);

/// <summary>What somebody said.</summary>
internal sealed record ReviewVoteJson(bool Approved, string By, DateTimeOffset At, string? Note, int Revision);
