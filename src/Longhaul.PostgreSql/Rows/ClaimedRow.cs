using System.Text.Json;
using System.Text.Json.Serialization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Reads what a claim answers: a row of the claim itself, then one a job. Most jobs have little beside their input, so it answers with
/// thirteen columns of the job and not with all forty-four.
/// </summary>
internal sealed class ClaimedRow(ClaimRequest request)
{
    private const int FirstColumn = 4;
    private const int Rest = FirstColumn + 13;
    private readonly List<bool> _front = [];
    private DateTimeOffset _now;
    private string _kind = "";
    private string _queue = "";
    private string _tenant = "";
    private string _worker = "";

    /// <summary>The worker is not registered or was declared dead.</summary>
    public bool IsLost { get; private set; }

    /// <summary>A claim with this number was made before.</summary>
    public bool IsAgain { get; private set; }

    /// <summary>Jobs that want a place of their own were left behind.</summary>
    public bool PassedOver { get; private set; }

    /// <summary>The job of a row; null for the row of the claim itself.</summary>
    public JobRecord? Read(Row row)
    {
        if (row.IsNull(FirstColumn))
        {
            IsLost = row.IsNull(0);
            IsAgain = row.Bool(1);
            _worker = row.TextOrNull(0) ?? "";
            _now = row.Time(2);
            PassedOver = row.Bool(3);
            return null;
        }

        _front.Add(row.Bool(FirstColumn + 11));
        var job = ReadPlain(row);
        return row.TextOrNull(Rest) is { } rest
            ? JsonSerializer.Deserialize(rest, ClaimedRestJson.Default.ClaimedRest)!.AddTo(job)
            : job;
    }

    /// <summary>
    /// The jobs behind which nothing is expected: neither those that came from the front, which stood behind others before, nor those claimed in
    /// advance where some were passed over, which stay ready before them.
    /// </summary>
    public List<JobRecord> InTurn(IReadOnlyList<JobRecord?> read) => [.. read.OfType<JobRecord>().Zip(_front)
        .Where(pair => !pair.Second && pair.First.Crashes == 0 && !(PassedOver && pair.First.StartedAt is null)).Select(pair => pair.First)];

    /// <summary>The jobs in the order in which they should be started; the server answers with them nearly so.</summary>
    public List<JobRecord> InOrder(IReadOnlyList<JobRecord?> read)
    {
        var jobs = read.OfType<JobRecord>().ToList();
        return [.. jobs.Zip(_front).OrderBy(pair => (-pair.First.Priority, !pair.Second, pair.First.Tag, pair.First.Position)).Select(pair => pair.First)];
    }

    private JobRecord ReadPlain(Row row)
    {
        var id = row.Long(FirstColumn);
        return new JobRecord
        {
            Id = id,
            RootId = id,
            Kind = _kind = Same(_kind, row.Text(FirstColumn + 1)),
            Queue = _queue = Same(_queue, row.Text(FirstColumn + 2)),
            Priority = row.Short(FirstColumn + 3),
            Tenant = _tenant = Same(_tenant, row.Text(FirstColumn + 4)),
            State = JobState.Running,
            Attempt = row.Int(FirstColumn + 5),
            Token = request.Token,
            Worker = _worker,
            Tag = row.Long(FirstColumn + 6),
            Position = row.Long(FirstColumn + 7),
            CreatedAt = row.Time(FirstColumn + 8),
            Input = row.Text(FirstColumn + 9),
            KeepHistory = row.Bool(FirstColumn + 10),
            ClaimedAt = _now,
            StartedAt = row.Bool(FirstColumn + 12) ? _now : null,
        };
    }

    /// <summary>Thousands of jobs have the same kind: one text for all of them.</summary>
    private static string Same(string last, string text) => last == text ? last : text;
}

/// <summary>What few jobs have.</summary>
internal sealed record ClaimedRest(
    long Root, long? Parent, string? Step, string? Slots, string? Keys, bool Exclusive, int Lost, int Failures, int Crashes, int Releases,
    int Waiting, bool Admitted, bool Cancel, string? Code, string? Message, string? Checkpoint, string? Output, string? Artifacts,
    string? Definition, string? Decision)
{
    public JobRecord AddTo(JobRecord job) => job with
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
    };
}

/// <summary>How it is written in the answer.</summary>
[JsonSerializable(typeof(ClaimedRest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ClaimedRestJson : JsonSerializerContext;
