using System.Text.Json;
using Longhaul.Core.Edits;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Json;

/// <summary>A job as <c>--json</c> shows it; the members' names in snake case are published.</summary>
internal sealed record JobJson(
    long Id,
    long RootId,
    long? ParentId,
    string Kind,
    string Queue,
    int Priority,
    string Tenant,
    string? Step,
    string State,
    string Status,
    bool IsRun,
    int Attempt,
    int Failures,
    int Crashes,
    int Releases,
    string? Worker,
    string? Stage,
    double? Progress,
    double? EtaSeconds,
    int WaitingFor,
    bool CancelRequested,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    bool Encrypted,
    JsonElement? Input,
    JsonElement? Output,
    JsonElement? Artifacts,
    ErrorJson? Error,
    IReadOnlyList<EditJson> Edits,
    IReadOnlyList<MoneyJson>? Costs)
{
    public static JobJson Of(JobRecord job) => Of(job, null);

    /// <summary>With what it cost, where that was asked.</summary>
    public static JobJson Of(JobRecord job, IEnumerable<CostSum>? costs) => new(
        job.Id, job.RootId, job.ParentId, job.Kind, job.Queue, job.Priority, job.Tenant, job.Step, job.State.Name(), JobStatus.Of(job),
        job.IsContainer, job.Attempt, job.Failures, job.Crashes, job.Releases, job.Worker, job.Stage, job.Progress, job.EtaSeconds,
        job.WaitingFor, job.CancelRequested, job.CreatedAt, job.DueAt, job.ClaimedAt, job.StartedAt, job.FinishedAt,
        EncryptedInput.IsSealed(job.Input), EncryptedInput.IsSealed(job.Input) ? null : RawJson.Parse(job.Input),
        RawJson.Parse(job.Output), RawJson.Parse(job.Artifacts), ErrorJson.Of(job.Error),
        [.. JobEdits.Read(job.Edits).Select(EditJson.Of)],
        costs is null ? null : MoneyJson.Of(costs));
}

/// <summary>Why something did not end well.</summary>
internal sealed record ErrorJson(string Code, string Message)
{
    public static ErrorJson? Of(JobError? error) => error is null ? null : new ErrorJson(error.Code, error.Message);
}

/// <summary>What a person changed of a job.</summary>
internal sealed record EditJson(string Part, string By, DateTimeOffset At, int Attempt, string? Note, bool Encrypted, JsonElement? Before, JsonElement? After)
{
    public static EditJson Of(EditRecord edit)
    {
        var hidden = EncryptedInput.IsSealed(edit.Before) || EncryptedInput.IsSealed(edit.After);
        return new EditJson(
            edit.Part == EditPart.Input ? "input" : "output", edit.By, edit.At, edit.Attempt, edit.Note, hidden,
            hidden ? null : RawJson.Parse(edit.Before), hidden ? null : RawJson.Parse(edit.After));
    }
}

/// <summary>An attempt that is over.</summary>
internal sealed record AttemptJson(
    long JobId,
    int Number,
    string Token,
    string Worker,
    DateTimeOffset ClaimedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset EndedAt,
    string Outcome,
    ErrorJson? Error,
    int? ExitCode,
    int? Signal,
    long? PeakMemoryBytes,
    long? CpuMs,
    long? WallMs,
    IReadOnlyList<MoneyJson> Costs)
{
    public static AttemptJson Of(AttemptRecord attempt, IEnumerable<CostSum> costs) => new(
        attempt.JobId, attempt.Number, attempt.Token.ToString(), attempt.Worker, attempt.ClaimedAt, attempt.StartedAt, attempt.EndedAt,
        attempt.Outcome, ErrorJson.Of(attempt.Error), attempt.Resources?.ExitCode, attempt.Resources?.Signal,
        attempt.Resources?.PeakMemoryBytes, attempt.Resources?.CpuMs, attempt.Resources?.WallMs, MoneyJson.Of(costs));
}

/// <summary>A job with its tree and its attempts.</summary>
internal sealed record JobDetailJson(JobJson Job, IReadOnlyList<JobJson> Tree, IReadOnlyList<AttemptJson> Attempts);
