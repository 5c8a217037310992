using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Reads a row of the jobs or the history; the numbers are the places of its columns' names.</summary>
internal static class JobRow
{
    /// <summary>The columns by name, so that a newer program may have added others.</summary>
    private static readonly string[] Names =
    [
        "id", "root_id", "parent_id", "kind", "queue", "priority", "tenant", "step", "is_container", "slots", "unique_keys", "exclusive",
        "on_worker_lost", "keep_history", "created_at", "state", "attempt", "failures", "crashes", "releases", "instance", "claim", "worker",
        "tag", "position", "front", "waiting_for", "open_children", "admitted", "cancel_requested", "due_at", "claimed_at", "started_at",
        "finished_at", "stage", "progress", "eta_seconds", "decision", "error_code", "error_message", "checkpoint", "output", "artifacts",
        "input", "definition", "may_fail", "edits",
    ];

    /// <summary>How many columns a row has.</summary>
    public static int Columns => Names.Length;

    /// <summary>The columns as a statement names them, of the given table.</summary>
    public static string ColumnsOf(string? table) => string.Join(", ", Names.Select(name => table is null ? name : $"{table}.{name}"));

    public static JobRecord Read(Row row) => new()
    {
        Id = row.Long(0),
        RootId = row.Long(1),
        ParentId = row.LongOrNull(2),
        Kind = row.Text(3),
        Queue = row.Text(4),
        Priority = row.Int(5),
        Tenant = row.Text(6),
        Step = row.TextOrNull(7),
        IsContainer = row.Bool(8),
        Slots = JobLists.ReadSlots(row.TextOrNull(9)),
        UniqueKeys = JobLists.ReadKeys(row.TextOrNull(10)),
        Exclusive = row.Bool(11),
        OnWorkerLost = (OnWorkerLost)row.Int(12),
        KeepHistory = row.Bool(13),
        CreatedAt = row.Time(14),
        State = (JobState)row.Int(15),
        Attempt = row.Int(16),
        Failures = row.Int(17),
        Crashes = row.Int(18),
        Releases = row.Int(19),
        Token = ReadToken(row, 20),
        Worker = row.TextOrNull(22),
        Tag = row.Long(23),
        Position = row.Long(24),
        Front = row.Bool(25),
        WaitingFor = row.Int(26),
        OpenChildren = row.Int(27),
        Admitted = row.Bool(28),
        CancelRequested = row.Bool(29),
        DueAt = row.TimeOrNull(30),
        ClaimedAt = row.TimeOrNull(31),
        StartedAt = row.TimeOrNull(32),
        FinishedAt = row.TimeOrNull(33),
        Stage = row.TextOrNull(34),
        Progress = row.DoubleOrNull(35),
        EtaSeconds = row.DoubleOrNull(36),
        Decision = row.TextOrNull(37),
        Error = ReadError(row, 38),
        Checkpoint = row.TextOrNull(40),
        Output = row.TextOrNull(41),
        Artifacts = row.TextOrNull(42),
        Input = row.Text(43),
        Definition = row.TextOrNull(44),
        MayFail = row.Bool(45),
        Edits = row.TextOrNull(46),
    };

    /// <summary>A row of id, instance and claim.</summary>
    public static AttemptRef ReadAttempt(Row row) => new(row.Long(0), new AttemptToken(row.Guid(1), row.Long(2)));

    /// <summary>Two columns that hold a token, or nothing.</summary>
    public static AttemptToken? ReadToken(Row row, int column) =>
        row.IsNull(column) ? null : new AttemptToken(row.Guid(column), row.Long(column + 1));

    /// <summary>Two columns that hold an error, or nothing.</summary>
    public static JobError? ReadError(Row row, int column) =>
        row.IsNull(column) ? null : new JobError(row.Text(column), row.Text(column + 1));
}
