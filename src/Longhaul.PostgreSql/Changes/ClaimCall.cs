using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Handing jobs to workers.</summary>
internal sealed class ClaimCall(Runner runner, ScanFloors floors, ClaimLedger ledger)
{
    private const int Priorities = 10;

    public async Task<ClaimReply> ClaimAsync(ClaimRequest request, CancellationToken cancel)
    {
        var (row, jobs) = await TakeAsync(request, false, cancel).ConfigureAwait(false);
        if (row.IsAgain)
        {
            jobs = await HeldAsync(request.Token, cancel).ConfigureAwait(false);
            if (jobs.Count == 0)
            {
                (row, jobs) = await TakeAsync(request, true, cancel).ConfigureAwait(false);
            }
        }

        if (jobs.Exists(job => job.ParentId is not null))
        {
            await BeginContainersAsync(jobs, cancel).ConfigureAwait(false);
        }

        ledger.Took(request.Token, jobs);
        return new ClaimReply(jobs, row.IsLost, row.PassedOver);
    }

    private async Task<(ClaimedRow Row, List<JobRecord> Jobs)> TakeAsync(ClaimRequest request, bool evenAgain, CancellationToken cancel)
    {
        var reader = new ClaimedRow(request);
        floors.AskFor(request.Kinds);
        var fromBottom = floors.IsTimeToLookBehind();
        var startedAt = Stopwatch.GetTimestamp();
        var jobs = await runner.QueryAsync(
            "Claims/claim", sql => Set(sql, request, fromBottom).Set("@even_again", evenAgain), reader.Read, cancel).ConfigureAwait(false);
        if (fromBottom)
        {
            floors.LookedBehind(Stopwatch.GetElapsedTime(startedAt));
        }

        floors.Claimed(reader.InTurn(jobs));
        return (reader, reader.InOrder(jobs));
    }

    private Statement Set(Statement sql, ClaimRequest request, bool fromBottom)
    {
        var lanes = request.Lanes.SelectMany(lane => Enumerable.Range(0, Priorities).Select(n => (lane.Queue, Priority: Priorities - 1 - n))).ToList();
        var places = lanes.ConvertAll(lane => fromBottom ? (long.MinValue, long.MinValue) : floors.Of(lane.Queue, lane.Priority));
        return sql
            .Set("@instance", request.Token.Instance).Set("@claim", request.Token.Claim)
            .Set("@queues", request.Lanes.Select(lane => lane.Queue)).Set("@places", request.Lanes.Select(lane => lane.Places))
            .Set("@prefetch", request.Lanes.Select(lane => lane.Prefetch))
            .Set("@lane_queues", lanes.Select(lane => lane.Queue)).Set("@lane_priorities", lanes.Select(lane => (short)lane.Priority))
            .Set("@lane_tags", places.Select(place => place.Item1)).Set("@lane_positions", places.Select(place => place.Item2))
            .Set("@limit", request.Limit).Set("@kinds", request.Kinds).Set("@allow_crashed", request.AllowCrashed);
    }

    private Task<List<JobRecord>> HeldAsync(AttemptToken token, CancellationToken cancel) => runner.QueryAsync(
        "Claims/list_held_by_claim", sql => sql.Set("@instance", token.Instance).Set("@claim", token.Claim), row => JobRow.Read(row), cancel);

    private Task<List<int>> BeginContainersAsync(List<JobRecord> jobs, CancellationToken cancel) => runner.QueryAsync(
        "Claims/begin_containers",
        sql => sql.Set("@ids", jobs.Select(job => job.ParentId).OfType<long>().Distinct()).Set("@now", jobs[0].ClaimedAt),
        _ => 0,
        cancel);
}
