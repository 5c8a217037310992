using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Reads what a claim answers: one row, an array for every column. Most jobs have little beside their input, so it answers with a dozen columns
/// of the job and not with all forty-four.
/// </summary>
internal sealed class ClaimedArrays(ClaimRequest request, (string Queue, int Priority)? first, Row row)
{
    private const int Ids = 5;
    private const int Pauses = Ids + 14;

    private readonly DateTimeOffset _now = row.Time(2);
    private readonly string _worker = row.TextOrNull(0) ?? "";

    /// <summary>All of the answer; null where a queue wants another way.</summary>
    public ClaimAnswer? Answer()
    {
        if (row.Bool(3))
        {
            return null;
        }

        var jobs = row.IsNull(Ids) ? [] : InOrder(ReadJobs());
        return new ClaimAnswer(
            row.IsNull(0), row.Bool(1), row.Bool(4), jobs.ConvertAll(one => one.Job), [.. jobs.Where(IsInTurn).Select(one => one.Job)],
            row.Long(Pauses), WalkedTo(jobs));
    }

    // A queue that gave less than its places although more was wanted in all has been read to its end in every priority.
    private IReadOnlyList<LanePlace> WalkedTo(List<(JobRecord Job, bool Front)> jobs)
    {
        if (row.IsNull(Pauses + 1) || jobs.Count >= request.Limit)
        {
            return [];
        }

        var (tags, positions) = (row.Array<long?>(Pauses + 1), row.Array<long?>(Pauses + 2));
        return [.. GeneralClaim.LanesOf(request, first)
            .Select((one, i) => (one.Lane, Place: new LanePlace(one.Lane.Queue, one.Priority, tags[i] ?? 0, positions[i] ?? 0)))
            .Where((one, i) => positions[i] is not null && jobs.Count(job => job.Job.Queue == one.Lane.Queue) < one.Lane.Places)
            .Select(one => one.Place)];
    }

    // Behind it nothing is expected: neither behind one that came from the front, which stood behind others before, nor behind one that was
    // claimed in advance where some were passed over, which stay ready before it.
    private bool IsInTurn((JobRecord Job, bool Front) one) =>
        !one.Front && one.Job.Crashes == 0 && !(row.Bool(4) && one.Job.StartedAt is null);

    private List<(JobRecord Job, bool Front)> ReadJobs()
    {
        var ids = row.Numbers(Ids);
        var (kinds, queues, priorities, tenants) = (Texts(Ids + 1), Some<string>(Ids + 2), Column<short>(Ids + 3), Texts(Ids + 4));
        var (attempts, tags, positions) = (Column<int>(Ids + 5), Column<long>(Ids + 6), Some<long>(Ids + 7) ?? ids);
        var (created, inputs, kept) = (Column<DateTime>(Ids + 8), row.Array<string>(Ids + 9), Column<bool>(Ids + 10));
        var (fronts, started, rests) = (Some<bool>(Ids + 11), Column<bool>(Ids + 12), Some<string?>(Ids + 13));
        var jobs = new List<(JobRecord Job, bool Front)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            var job = new JobRecord
            {
                Id = ids[i],
                RootId = ids[i],
                Kind = kinds[i],
                Queue = queues?[i] ?? request.Lanes[0].Queue,
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
            jobs.Add((ClaimedRest.Add(job, rests?[i]), fronts?[i] ?? false));
        }

        return jobs;
    }

    private T[]? Some<T>(int column) => row.IsNull(column) ? null : row.Array<T>(column);

    private Values<T> Column<T>(int column) => new(row.Array<T>(column));

    /// <summary>Thousands of jobs have the same kind: one text for all of them.</summary>
    private Values<string> Texts(int column)
    {
        var texts = row.Array<string>(column);
        for (var i = 1; i < texts.Length; i++)
        {
            texts[i] = texts[i] == texts[i - 1] ? texts[i - 1] : texts[i];
        }

        return new Values<string>(texts);
    }

    // Of one queue the server answers in this order nearly always, but promises none.
    private List<(JobRecord Job, bool Front)> InOrder(List<(JobRecord Job, bool Front)> jobs)
    {
        if (request.Lanes.Count > 1)
        {
            var numbers = request.Lanes.Select((lane, number) => (lane.Queue, number)).ToDictionary(lane => lane.Queue, lane => lane.number);
            return [.. ClaimOrder.Of(jobs, one => new ClaimPlace(
                (one.Job.Queue, one.Job.Priority) == first, numbers[one.Job.Queue], one.Job.Priority, one.Front, one.Job.Tag, one.Job.Position, one.Job.Crashes > 0))];
        }

        for (var i = 1; i < jobs.Count; i++)
        {
            if (Place(jobs[i]).CompareTo(Place(jobs[i - 1])) < 0)
            {
                return [.. jobs.OrderBy(Place)];
            }
        }

        return jobs;
    }

    private (bool, int, bool, long, long) Place((JobRecord Job, bool Front) one) =>
        ((one.Job.Queue, one.Job.Priority) != first, -one.Job.Priority, !one.Front, one.Job.Tag, one.Job.Position);

    /// <summary>A column: a value of every job, or one for all of them.</summary>
    private readonly struct Values<T>(T[] values)
    {
        public T this[int job] => values.Length == 1 ? values[0] : values[job];
    }
}
