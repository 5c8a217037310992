using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>A job as it is before anything has happened to it.</summary>
internal static class NewRecord
{
    public static JobRecord Of(NewJob job, long id, JobRecord? parent, DateTimeOffset now) => new()
    {
        Id = id,
        RootId = parent?.RootId ?? id,
        ParentId = parent?.Id,
        Kind = job.Kind,
        Queue = job.Queue,
        Priority = job.Priority,
        Tenant = job.Tenant,
        Step = job.Step,
        State = JobState.Blocked,
        IsContainer = job.IsContainer,
        Input = job.Input,
        Definition = job.Definition,
        Position = id,
        Slots = job.Slots,
        UniqueKeys = job.UniqueKeys,
        Exclusive = job.Exclusive,
        OnWorkerLost = job.OnWorkerLost,
        KeepHistory = job.KeepHistory,
        MayFail = job.MayFail,
        CreatedAt = now,
        DueAt = Due(job, now),
    };

    /// <summary>When a job is due that comes now; null for at once.</summary>
    public static DateTimeOffset? Due(NewJob job, DateTimeOffset now)
    {
        var afterDelay = now + job.Delay;
        var due = job.At > afterDelay ? job.At : afterDelay ?? job.At;
        return due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;
    }
}
