using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Reads what the short way of a claim answers: one row, an array for every column.</summary>
internal sealed class ClaimedArrays(ClaimRequest request, Row row)
{
    private const int FirstColumn = 5;

    private readonly DateTimeOffset _now = row.Time(2);
    private readonly string _worker = row.TextOrNull(0) ?? "";
    private readonly long[] _ids = row.Numbers(FirstColumn);

    /// <summary>All of the answer; null where the queue wants the long way.</summary>
    public ClaimAnswer? Answer()
    {
        if (row.Bool(3))
        {
            return null;
        }

        var jobs = _ids.Length == 0 ? [] : InOrder(ReadJobs());
        return new ClaimAnswer(row.IsNull(0), row.Bool(1), row.Bool(4), jobs, jobs);
    }

    private JobRecord[] ReadJobs()
    {
        var (kinds, priorities, tenants) = (Texts(1), row.Array<short>(FirstColumn + 2), Texts(3));
        var (attempts, tags, positions) = (row.Array<int>(FirstColumn + 4), row.Numbers(FirstColumn + 5), row.Numbers(FirstColumn + 6));
        var (created, inputs) = (row.Array<DateTime>(FirstColumn + 7), row.Array<string>(FirstColumn + 8));
        var (kept, started) = (row.Array<bool>(FirstColumn + 9), row.Array<bool>(FirstColumn + 10));
        var rests = row.IsNull(FirstColumn + 11) ? null : row.Array<string?>(FirstColumn + 11);
        var jobs = new JobRecord[_ids.Length];
        for (var i = 0; i < jobs.Length; i++)
        {
            var job = new JobRecord
            {
                Id = _ids[i],
                RootId = _ids[i],
                Kind = kinds[i],
                Queue = request.Lanes[0].Queue,
                Priority = priorities[i],
                Tenant = tenants[i],
                State = JobState.Running,
                Attempt = attempts[i],
                Token = request.Token,
                Worker = _worker,
                Tag = tags[i],
                Position = positions[i],
                CreatedAt = new DateTimeOffset(created[i], TimeSpan.Zero),
                Input = inputs[i],
                KeepHistory = kept[i],
                ClaimedAt = _now,
                StartedAt = started[i] ? _now : null,
            };
            jobs[i] = ClaimedRest.Add(job, rests?[i]);
        }

        return jobs;
    }

    /// <summary>Thousands of jobs have the same kind: one text for all of them.</summary>
    private string[] Texts(int column)
    {
        var texts = row.Array<string>(FirstColumn + column);
        for (var i = 1; i < texts.Length; i++)
        {
            texts[i] = texts[i] == texts[i - 1] ? texts[i - 1] : texts[i];
        }

        return texts;
    }

    // The server answers in this order nearly always, but promises none.
    private static JobRecord[] InOrder(JobRecord[] jobs)
    {
        for (var i = 1; i < jobs.Length; i++)
        {
            if (Place(jobs[i]).CompareTo(Place(jobs[i - 1])) < 0)
            {
                return [.. jobs.OrderBy(Place)];
            }
        }

        return jobs;
    }

    private static (int, long, long) Place(JobRecord job) => (-job.Priority, job.Tag, job.Position);
}
