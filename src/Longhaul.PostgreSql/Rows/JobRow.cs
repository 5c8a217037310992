using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Reads a row of the jobs or the history.</summary>
internal static class JobRow
{
    /// <summary>The columns, in the order in which <see cref="Read"/> wants them.</summary>
    private static readonly string[] Names =
    [
        "id", "root_id", "parent_id", "kind", "queue", "priority", "tenant", "step", "is_container", "slots", "unique_keys", "exclusive",
        "on_worker_lost", "keep_history", "created_at", "state", "attempt", "failures", "crashes", "releases", "instance", "claim", "worker",
        "tag", "position", "waiting_for", "open_children", "admitted", "cancel_requested", "due_at", "claimed_at", "started_at",
        "finished_at", "stage", "progress", "eta_seconds", "decision", "error_code", "error_message", "checkpoint", "output", "artifacts",
        "input", "definition", "may_fail", "edits",
    ];

    /// <summary>How many columns a row has.</summary>
    public static int Columns => Names.Length;

    /// <summary>The columns as a statement names them, of the given table.</summary>
    public static string ColumnsOf(string? table) => string.Join(", ", Names.Select(name => table is null ? name : $"{table}.{name}"));

    /// <summary>A job whose columns begin at a place.</summary>
    public static JobRecord Read(Row row, int at = 0) => new()
    {
        Id = row.Long(at),
        RootId = row.Long(at + 1),
        ParentId = row.LongOrNull(at + 2),
        Kind = row.Text(at + 3),
        Queue = row.Text(at + 4),
        Priority = row.Short(at + 5),
        Tenant = row.Text(at + 6),
        Step = row.TextOrNull(at + 7),
        IsContainer = row.Bool(at + 8),
        Slots = JobLists.ReadSlots(row.TextOrNull(at + 9)),
        UniqueKeys = JobLists.ReadKeys(row.TextOrNull(at + 10)),
        Exclusive = row.Bool(at + 11),
        OnWorkerLost = (OnWorkerLost)row.Short(at + 12),
        KeepHistory = row.Bool(at + 13),
        CreatedAt = row.Time(at + 14),
        State = (JobState)row.Short(at + 15),
        Attempt = row.Int(at + 16),
        Failures = row.Int(at + 17),
        Crashes = row.Int(at + 18),
        Releases = row.Int(at + 19),
        Token = ReadToken(row, at + 20),
        Worker = row.TextOrNull(at + 22),
        Tag = row.Long(at + 23),
        Position = row.Long(at + 24),
        WaitingFor = row.Int(at + 25),
        OpenChildren = row.Int(at + 26),
        Admitted = row.Bool(at + 27),
        CancelRequested = row.Bool(at + 28),
        DueAt = row.TimeOrNull(at + 29),
        ClaimedAt = row.TimeOrNull(at + 30),
        StartedAt = row.TimeOrNull(at + 31),
        FinishedAt = row.TimeOrNull(at + 32),
        Stage = row.TextOrNull(at + 33),
        Progress = row.DoubleOrNull(at + 34),
        EtaSeconds = row.DoubleOrNull(at + 35),
        Decision = row.TextOrNull(at + 36),
        Error = ReadError(row, at + 37),
        Checkpoint = row.TextOrNull(at + 39),
        Output = row.TextOrNull(at + 40),
        Artifacts = row.TextOrNull(at + 41),
        Input = row.Text(at + 42),
        Definition = row.TextOrNull(at + 43),
        MayFail = row.Bool(at + 44),
        Edits = row.TextOrNull(at + 45),
    };

    /// <summary>An open job: after the columns comes whether it stands in the front lane, which counts only while it is ready.</summary>
    public static JobRecord ReadOpen(Row row)
    {
        var job = Read(row);
        return job.State == JobState.Ready && row.Bool(Columns) ? job with { Front = true } : job;
    }

    /// <summary>A row of id, instance and claim.</summary>
    public static AttemptRef ReadAttempt(Row row) => new(row.Long(0), new AttemptToken(row.Guid(1), row.Long(2)));

    /// <summary>Two columns that hold a token, or nothing.</summary>
    public static AttemptToken? ReadToken(Row row, int column) =>
        row.IsNull(column) ? null : new AttemptToken(row.Guid(column), row.Long(column + 1));

    /// <summary>Two columns that hold an error, or nothing.</summary>
    public static JobError? ReadError(Row row, int column) =>
        row.IsNull(column) ? null : new JobError(row.Text(column), row.Text(column + 1));
}
