using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>Handing jobs to workers, and what running attempts report.</summary>
internal sealed class ClaimChanges(Session session)
{
    public ClaimReply Claim(ClaimRequest request)
    {
        if (new WorkerChanges(session).LabelOfLiving(request.Token.Instance) is not { } worker)
        {
            return new ClaimReply([], Lost: true);
        }

        var held = Held(request.Token);
        if (held.Count > 0)
        {
            return new ClaimReply(held);
        }

        var limited = session.LimitRows.Rooms(request.Lanes.Select(lane => lane.Queue));
        var rooms = new QueueRooms(limited);
        var lowered = rooms.Lower(request);
        var (chosen, passedOver) = Choose(lowered);
        var jobs = Take(chosen, request, worker);
        session.LineRows.Took(jobs);
        PassOver(lowered, jobs);
        limited.ForEach(room => session.LimitRows.Keep(room, jobs.Count(job => job.Queue == room.Limit.Queue)));

        // What a rate has let pass must be known after a loss of power as well; what ran is gone with it.
        session.Transaction.MustBeSynced |= limited.Exists(room => room.Limit.Rate is not null && jobs.Exists(job => job.Queue == room.Limit.Queue));
        return new ClaimReply(jobs, PassedOver: passedOver || rooms.WasAskedInAdvance(request), AgainIn: rooms.AgainIn(request, jobs));
    }

    public IReadOnlyList<bool> Start(IReadOnlyList<AttemptRef> attempts) => [.. attempts.Select(attempt =>
        OfAttempt("Claims/start", attempt).Set("@now", session.Transaction.NowMs).Run() > 0)];

    public IReadOnlyList<bool> Report(IReadOnlyList<AttemptReport> reports) => [.. reports.Select(report =>
        OfAttempt("Claims/report", report.Attempt)
            .Set("@stage", report.Stage)
            .Set("@progress", report.Progress is { } percent ? Math.Clamp(percent, 0, 100) : null)
            .Set("@eta_seconds", report.EtaSeconds)
            .Set("@checkpoint", report.Checkpoint)
            .Run() > 0)];

    private List<JobRecord> Held(AttemptToken token) => session.Transaction.Sql("Claims/list_held_by_claim")
        .Set("@instance", session.Text(token.Instance)).Set("@claim", token.Claim).All(JobRow.Read);

    /// <summary>The best of all lanes together, each lane read in order and no further than it has places and wants in advance.</summary>
    private (List<Choice> Chosen, bool PassedOver) Choose(ClaimRequest request)
    {
        var kinds = request.Kinds is null ? null : JobLists.WriteTexts(request.Kinds);
        var lanes = request.Lanes.ToDictionary(lane => lane.Queue);
        var oldest = OldestLane.Find(session, request, kinds);
        var crashed = request.AllowCrashed ? 1 : 0;
        var chosen = new List<(Candidate Job, bool Starts)>();
        var passedOver = false;
        var numbers = request.Lanes.Select((lane, number) => (lane.Queue, number)).ToDictionary(lane => lane.Queue, lane => lane.number);
        foreach (var candidate in ClaimOrder.Of(request.Lanes.SelectMany(lane => Candidates(lane, request, kinds, oldest)), job => Place(job, numbers, oldest)))
        {
            var lane = lanes[candidate.Queue];
            if (chosen.Count >= request.Limit)
            {
                break;
            }

            if (lane.Places > 0 && (!candidate.Crashed || crashed > 0))
            {
                crashed -= candidate.Crashed ? 1 : 0;
                lanes[candidate.Queue] = lane with { Places = lane.Places - 1 };
                chosen.Add((candidate, true));
            }
            else if (lane is { Places: 0, Prefetch: > 0 } && candidate.Crashed)
            {
                // Only a free place will do for it.
                passedOver = true;
            }
            else if (lane is { Places: 0, Prefetch: > 0 })
            {
                lanes[candidate.Queue] = lane with { Prefetch = lane.Prefetch - 1 };
                chosen.AddRange(candidate.Plain ? [(candidate, false)] : []);
                passedOver |= !candidate.Plain;
            }
        }

        // Without those that were passed over queues go round otherwise.
        var answered = passedOver ? ClaimOrder.Of(chosen, one => Place(one.Job, numbers, oldest)) : chosen;
        return ([.. answered.Select(one => new Choice(one.Job.Id, one.Starts))], passedOver);
    }

    private IEnumerable<Candidate> Candidates(ClaimLane lane, ClaimRequest request, string? kinds, (string Queue, int Priority)? oldest)
    {
        var limit = lane.Prefetch > 0 ? lane.Places + lane.Prefetch : Math.Min(lane.Places, request.Limit);
        var found = OfLane(lane.Prefetch > 0 ? "Claims/list_ready_plain" : "Claims/list_ready", lane.Queue, kinds).Set("@limit", limit)
            .All(row => Read(row, lane.Queue));
        if (request.AllowCrashed)
        {
            found.AddRange(OfLane("Claims/find_ready_crashed", lane.Queue, kinds).All(row => Read(row, lane.Queue)));
        }

        return oldest is { } first && first.Queue == lane.Queue
            ? found.Concat(OfOldest(first, limit, request.AllowCrashed, kinds)).DistinctBy(job => job.Id)
            : found;
    }

    private List<Candidate> OfOldest((string Queue, int Priority) lane, int limit, bool allowCrashed, string? kinds)
    {
        var found = OfLane("Claims/list_ready_lane", lane.Queue, kinds).Set("@priority", lane.Priority).Set("@limit", limit)
            .All(row => Read(row, lane.Queue));
        if (allowCrashed)
        {
            found.AddRange(OfLane("Claims/find_ready_crashed_lane", lane.Queue, kinds).Set("@priority", lane.Priority)
                .All(row => Read(row, lane.Queue)));
        }

        return found;
    }

    /// <summary>
    /// While kinds or tenants are paused, a claim that gets less from a queue than it has places has passed by all that stands there, as in stores where
    /// claims begin behind that.
    /// </summary>
    private void PassOver(ClaimRequest request, List<JobRecord> taken)
    {
        if (taken.Count < request.Limit)
        {
            foreach (var lane in request.Lanes.Where(lane => taken.Count(job => job.Queue == lane.Queue) < lane.Places))
            {
                session.LineRows.PassedOver(lane.Queue);
            }
        }
    }

    /// <summary>Writes, then reads: a statement that returns what it wrote keeps all of it aside first.</summary>
    private List<JobRecord> Take(List<Choice> chosen, ClaimRequest request, string worker)
    {
        if (chosen.Count == 0)
        {
            return [];
        }

        session.Transaction.Sql("Claims/take")
            .Set("@ids", JobLists.WriteNumbers(chosen.ConvertAll(choice => choice.Id))).Set("@instance", session.Text(request.Token.Instance))
            .Set("@claim", request.Token.Claim).Set("@worker", worker).Set("@now", session.Transaction.NowMs)
            .Set("@waiting", JobLists.WriteNumbers([.. chosen.Where(choice => !choice.Starts).Select(choice => choice.Id)])).Run();
        var taken = Held(request.Token).ToDictionary(job => job.Id);
        foreach (var parent in taken.Values.Select(job => job.ParentId).OfType<long>().Distinct())
        {
            BeginContainers(parent);
        }

        foreach (var job in taken.Values.Where(job => job.Slots.Count > 0))
        {
            session.SlotRows.Start(job);
        }

        session.Transaction.MustBeSynced |= taken.Values.Any(job => job.Exclusive || job.Slots.Count > 0);
        return chosen.ConvertAll(choice => taken[choice.Id]);
    }

    private void BeginContainers(long? container)
    {
        while (container is { } id)
        {
            container = session.Transaction.Sql("Jobs/begin_container")
                .Set("@id", id).Set("@now", session.Transaction.NowMs).First(row => row.LongOrNull(0));
        }
    }

    private Statement OfLane(string statement, string queue, string? kinds) =>
        session.Transaction.Sql(statement).Set("@queue", queue).Set("@kinds", kinds);

    private Statement OfAttempt(string statement, AttemptRef attempt) => session.Transaction.Sql(statement)
        .Set("@id", attempt.JobId).Set("@instance", session.Text(attempt.Token.Instance)).Set("@claim", attempt.Token.Claim);

    private static Candidate Read(Row row, string queue) =>
        new(row.Long(0), queue, row.Int(1), row.Bool(2), row.Long(3), row.Long(4), row.Bool(5), row.Bool(6));

    private static ClaimPlace Place(Candidate job, Dictionary<string, int> numbers, (string, int)? oldest) =>
        new((job.Queue, job.Priority) == oldest, numbers[job.Queue], job.Priority, job.Front, job.Tag, job.Position, job.Crashed);

    private readonly record struct Candidate(long Id, string Queue, int Priority, bool Front, long Tag, long Position, bool Crashed, bool Plain);

    private readonly record struct Choice(long Id, bool Starts);
}
