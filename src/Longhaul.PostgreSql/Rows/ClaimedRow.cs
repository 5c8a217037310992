using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
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
    private bool _lost;
    private bool _again;
    private bool _passedOver;

    /// <summary>The job of a row; null for the row of the claim itself.</summary>
    public JobRecord? Read(Row row)
    {
        if (row.IsNull(FirstColumn))
        {
            (_lost, _again, _now, _passedOver) = (row.IsNull(0), row.Bool(1), row.Time(2), row.Bool(3));
            _worker = row.TextOrNull(0) ?? "";
            return null;
        }

        _front.Add(row.Bool(FirstColumn + 11));
        return ClaimedRest.Add(ReadPlain(row), row.TextOrNull(Rest));
    }

    /// <summary>All of the answer; the jobs in the order in which they should be started.</summary>
    public ClaimAnswer Answer(IReadOnlyList<JobRecord?> read)
    {
        var jobs = read.OfType<JobRecord>().Zip(_front)
            .OrderBy(pair => (-pair.First.Priority, !pair.Second, pair.First.Tag, pair.First.Position)).ToList();
        var inTurn = jobs.Where(pair => !pair.Second).Select(pair => pair.First);
        return new ClaimAnswer(_lost, _again, _passedOver, jobs.ConvertAll(pair => pair.First), [.. inTurn]);
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
