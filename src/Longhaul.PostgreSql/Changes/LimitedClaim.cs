using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// A claim from queues of which some have limits: locks their rows, counts in later statements what others have claimed, asks for no more than is left,
/// and notes what was taken, in one transaction. Claims from one such queue come one after another; one that asks other queues as well
/// leaves out those from which somebody else claims, so that they are not slowed down.
/// </summary>
internal sealed class LimitedClaim(Runner runner, GeneralClaim general, OldestLane oldest)
{
    private readonly Lock _gate = new();

    /// <summary>The queues that had limits when they were last asked, and from which number on to count what runs.</summary>
    private readonly Dictionary<string, long> _known = [];

    /// <summary>One of the queues had limits when it was last asked, so that the other ways would be in vain.</summary>
    public bool IsKnownToConcern(ClaimRequest request)
    {
        lock (_gate)
        {
            return _known.Count > 0 && request.Lanes.Any(lane => _known.ContainsKey(lane.Queue));
        }
    }

    public async Task<ClaimAnswer> TakeAsync(ClaimRequest request, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var taken = await runner.RunAsync(transaction => Take(transaction, request, evenAgain, fromBottom), cancel).ConfigureAwait(false);
                Learn(request, taken.CountFrom);

                // None where another queue was given limits between the lock and the claim.
                if (taken.Answer is { } answer)
                {
                    return answer;
                }
            }
        }
        catch
        {
            // Another server may answer next, and its numbers may begin lower.
            Learn(request, []);
            throw;
        }
    }

    private (ClaimAnswer? Answer, Dictionary<string, long> CountFrom) Take(Transaction transaction, ClaimRequest request, bool evenAgain, bool fromBottom)
    {
        var queues = request.Lanes.Select(lane => lane.Queue).ToList();
        var limits = LimitTable.Lock(transaction, queues, queues.ConvertAll(FromOf));
        var countFrom = limits.ToDictionary(known => known.Limit.Queue, known => FromOf(known.Limit.Queue));
        var limited = limits.ConvertAll(known => LimitTable.Room(transaction, known, limit => CountRunning(transaction, limit.Queue, countFrom)));
        var rooms = new QueueRooms(limited);
        var lowered = rooms.Lower(request);
        // Of what is left: a lane of a queue that is full takes no other's turn.
        var first = oldest.Find(transaction, lowered, fromBottom);
        var answer = general.Take(transaction, lowered, first, evenAgain, fromBottom, countFrom.Keys);
        if (answer is null || answer.IsLost || (answer.IsAgain && !evenAgain))
        {
            return (answer, countFrom);
        }

        Note(transaction, limited, answer);
        return (
            answer with
            {
                PassedOver = answer.PassedOver || rooms.WasAskedInAdvance(request),
                AgainIn = rooms.AgainIn(request, answer.Jobs),
                IsShut = lowered.Lanes.All(lane => lane is { Places: 0, Prefetch: 0 }),
                IsLimited = limited.Exists(room => room.Limit.Running is not null && answer.Jobs.Any(job => job.Queue == room.Limit.Queue)),
            },
            countFrom);
    }

    private static int CountRunning(Transaction transaction, string queue, Dictionary<string, long> countFrom)
    {
        var (count, from) = transaction.Sql("Limits/count_running").Set("@queue", queue).Set("@from", countFrom[queue])
            .First(row => (row.Int(0), row.LongOrNull(1)));
        countFrom[queue] = from ?? countFrom[queue];
        return count;
    }

    private static void Note(Transaction transaction, List<QueueRoom> limited, ClaimAnswer answer)
    {
        foreach (var room in limited.Where(room => room.Limit.Rate is not null && !room.Busy))
        {
            transaction.Sql("Limits/keep_starts").Set("@queue", room.Limit.Queue).Set("@now", room.Now)
                .Set("@through", room.Now - room.Limit.Rate!.Value.Window).Run();
        }

        var running = answer.Jobs.Where(job => limited.Exists(room => room.Limit.Queue == job.Queue && room.Limit.Running is not null)).ToList();
        var starts = answer.Jobs.Where(job => limited.Exists(room => room.Limit.Queue == job.Queue && room.Limit.Rate is not null))
            .GroupBy(job => job.Queue).ToList();
        if (running.Count + starts.Count > 0)
        {
            transaction.Sql("Limits/note")
                .Set("@running_queues", running.Select(job => job.Queue)).Set("@job_ids", running.Select(job => job.Id))
                .Set("@attempts", running.Select(job => job.Attempt)).Set("@now", answer.Jobs[0].ClaimedAt)
                .Set("@rate_queues", starts.Select(queue => queue.Key)).Set("@starts", starts.Select(queue => queue.Count())).Run();
        }
    }

    private long FromOf(string queue)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(queue);
        }
    }

    private void Learn(ClaimRequest request, Dictionary<string, long> countFrom)
    {
        lock (_gate)
        {
            foreach (var lane in request.Lanes)
            {
                if (countFrom.TryGetValue(lane.Queue, out var from))
                {
                    _known[lane.Queue] = from;
                }
                else
                {
                    _known.Remove(lane.Queue);
                }
            }
        }
    }
}
