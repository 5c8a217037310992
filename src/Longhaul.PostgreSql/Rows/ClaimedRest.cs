using System.Text.Json;
using System.Text.Json.Serialization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What few jobs have.</summary>
internal sealed record ClaimedRest(
    long Root, long? Parent, string? Step, string? Slots, string? Keys, bool Exclusive, int Lost, int Failures, int Crashes, int Releases,
    int Waiting, bool Admitted, bool Cancel, string? Code, string? Message, string? Checkpoint, string? Output, string? Artifacts,
    string? Definition, string? Decision, bool Mayfail, string? Edits)
{
    private static readonly (string Name, string Column)[] Columns =
    [
        ("root", "root_id"), ("parent", "parent_id"), ("step", "step"), ("slots", "slots"), ("keys", "unique_keys"), ("exclusive", "exclusive"),
        ("lost", "on_worker_lost"), ("failures", "failures"), ("crashes", "crashes"), ("releases", "releases"), ("waiting", "waiting_for"),
        ("admitted", "admitted"), ("cancel", "cancel_requested"), ("code", "error_code"), ("message", "error_message"),
        ("checkpoint", "checkpoint"), ("output", "output"), ("artifacts", "artifacts"), ("definition", "definition"), ("decision", "decision"),
        ("mayfail", "may_fail"), ("edits", "edits"),
    ];

    /// <summary>The SQL that writes it of a table.</summary>
    public static string ObjectOf(string table) => $"json_build_object({string.Join(", ", Columns.Select(c => $"'{c.Name}', {table}.{c.Column}"))})::text";

    /// <summary>A plain job with the rest; the same where there is none.</summary>
    public static JobRecord Add(JobRecord job, string? rest) => rest is null
        ? job
        : JsonSerializer.Deserialize(rest, ClaimedRestJson.Default.ClaimedRest)!.AddTo(job);

    private JobRecord AddTo(JobRecord job) => job with
    {
        RootId = Root,
        ParentId = Parent,
        Step = Step,
        Slots = JobLists.ReadSlots(Slots),
        UniqueKeys = JobLists.ReadKeys(Keys),
        Exclusive = Exclusive,
        OnWorkerLost = (OnWorkerLost)Lost,
        Failures = Failures,
        Crashes = Crashes,
        Releases = Releases,
        WaitingFor = Waiting,
        Admitted = Admitted,
        CancelRequested = Cancel,
        Error = Code is null ? null : new JobError(Code, Message!),
        Checkpoint = Checkpoint,
        Output = Output,
        Artifacts = Artifacts,
        Definition = Definition,
        Decision = Decision,
        MayFail = Mayfail,
        Edits = Edits,
    };
}

/// <summary>How it is written in the answer.</summary>
[JsonSerializable(typeof(ClaimedRest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ClaimedRestJson : JsonSerializerContext;
