namespace Longhaul.Cli.Json;

/// <summary>A worker process.</summary>
internal sealed record WorkerJson(
    Guid Instance,
    string Label,
    string Host,
    int Pid,
    string Version,
    int Places,
    int Running,
    bool Draining,
    bool Dead,
    DateTimeOffset StartedAt,
    DateTimeOffset RenewedAt,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Kinds)
{
    public static WorkerJson Of(WorkerRecord worker) => new(
        worker.Registration.Instance, worker.Registration.Label, worker.Registration.Process.Host, worker.Registration.Process.Pid,
        worker.Registration.Version, worker.Registration.Places, worker.Running, worker.Draining, worker.Dead, worker.StartedAt,
        worker.RenewedAt, worker.Registration.Queues, [.. worker.Registration.Kinds.Select(kind => kind.Name)]);
}

/// <summary>A queue and its open jobs.</summary>
internal sealed record QueueJson(string Name, bool Paused, long Blocked, long Ready, long Scheduled, long Running, int? Limit, string? Rate)
{
    public static QueueJson Of(QueueRecord queue) =>
        new(queue.Name, queue.Paused, queue.Blocked, queue.Ready, queue.Scheduled, queue.Running, queue.Limit, queue.Rate?.ToString());
}

/// <summary>A tenant and its open jobs.</summary>
internal sealed record TenantJson(string Name, double Weight, string? Budget, string? Project, long Waiting, long Running)
{
    public static TenantJson Of(TenantRecord tenant) => new(tenant.Name, tenant.Weight, tenant.Budget?.ToString(), tenant.Project, tenant.Waiting, tenant.Running);
}

/// <summary>A stored secret, without its value.</summary>
internal sealed record SecretJson(string Tenant, string Name, DateTimeOffset SetAt, string SetBy)
{
    public static SecretJson Of(SecretRecord secret) => new(secret.Secret.Tenant, secret.Secret.Name, secret.SetAt, secret.SetBy);
}

/// <summary>Something that is paused.</summary>
internal sealed record PauseJson(string Scope, string Name, string Cause, DateTimeOffset Since, DateTimeOffset? Until, string Actor, string? Reason)
{
    public static PauseJson Of(PauseRecord pause) =>
        new(pause.Target.Scope.ToString().ToLowerInvariant(), pause.Target.Name, pause.Cause.ToString().ToLowerInvariant(), pause.Since, pause.Until, pause.Actor,
            pause.Reason);
}

/// <summary>Something that somebody did.</summary>
internal sealed record AuditJson(long Id, DateTimeOffset At, string Actor, string Action, string Subject, string? Detail, string Hash)
{
    public static AuditJson Of(AuditRecord record) =>
        new(record.Id, record.At, record.Entry.Actor, record.Entry.Action, record.Entry.Subject, record.Entry.Detail, record.Hash);
}

/// <summary>A piece of a job's output.</summary>
internal sealed record LogJson(long JobId, int Attempt, long Sequence, string Stream, DateTimeOffset At, string Text)
{
    public static LogJson Of(long jobId, LogPiece piece) => new(
        jobId, piece.Place.AttemptNumber, piece.Place.Sequence,
        piece.Stream switch { LogStream.Out => "stdout", LogStream.Error => "stderr", _ => "system" }, piece.At, piece.Text);
}

/// <summary>A finding of <c>doctor</c>.</summary>
internal sealed record FindingJson(string Check, string Level, string Message, string? Remedy);

/// <summary>A measured value of the store.</summary>
internal sealed record StoreFactJson(string Name, string Subject, double? Value, string? Concern)
{
    public static StoreFactJson Of(StoreFact fact) => new(fact.Name, fact.Subject, fact.Value, fact.Concern);
}
