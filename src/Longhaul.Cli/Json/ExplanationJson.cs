namespace Longhaul.Cli.Json;

/// <summary>Why a job is not running.</summary>
internal sealed record ExplanationJson(long JobId, string State, string Status, DateTimeOffset Now, IReadOnlyList<WaitReasonJson> Reasons)
{
    public static ExplanationJson Of(Explanation why) => new(
        why.Job.Id, why.Job.State.Name(), JobStatus.Of(why.Job), why.Now, [.. why.Reasons.Select(reason => WaitReasonJson.Of(reason, why))]);
}

/// <summary>One reason.</summary>
internal sealed record WaitReasonJson(
    string Code,
    string What,
    string Remedy,
    bool Blocks,
    string? Subject,
    string? Actor,
    string? Note,
    DateTimeOffset? At,
    double? InSeconds,
    long? Count,
    int? Limit,
    int? Ahead,
    long? Bytes,
    IReadOnlyList<WaitJobJson> Jobs,
    IReadOnlyList<WaitWorkerJson> Workers)
{
    public static WaitReasonJson Of(WaitReason reason, Explanation why) => new(
        reason.Code.Name(), reason.Sentence(why), reason.Remedy(why), reason.Blocks, reason.Subject, reason.Actor, reason.Note, reason.At,
        reason.In?.TotalSeconds, reason.Count, reason.Limit, reason.Ahead, reason.Bytes, [.. reason.Jobs.Select(job => WaitJobJson.Of(job))],
        [.. reason.Workers.Select(worker => new WaitWorkerJson(worker.Instance, worker.Label, worker.Busy, worker.Places, worker.FreeBytes, worker.LimitBytes))]);
}

/// <summary>A job that a reason is about.</summary>
internal sealed record WaitJobJson(long Id, string Kind, string? Step, string State, string? Worker, string? Why)
{
    public static WaitJobJson Of(WaitJob job) => new(job.Id, job.Kind, job.Step, job.State.Name(), job.Worker, job.Why?.Code.Name());
}

/// <summary>A worker that a reason is about.</summary>
internal sealed record WaitWorkerJson(Guid Instance, string Label, int Busy, int Places, long? FreeBytes, long? LimitBytes);
