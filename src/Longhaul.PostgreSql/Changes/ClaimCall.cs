using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Handing jobs to workers.</summary>
internal sealed class ClaimCall(Runner runner)
{
    private const int Priorities = 10;

    public async Task<ClaimReply> ClaimAsync(ClaimRequest request, CancellationToken cancel)
    {
        var (alive, again, jobs) = await TakeAsync(request, false, cancel).ConfigureAwait(false);
        if (again)
        {
            jobs = await HeldAsync(request.Token, cancel).ConfigureAwait(false);
            if (jobs.Count == 0)
            {
                (alive, _, jobs) = await TakeAsync(request, true, cancel).ConfigureAwait(false);
            }
        }

        if (jobs.Exists(job => job.ParentId is not null))
        {
            await BeginContainersAsync(jobs, cancel).ConfigureAwait(false);
        }

        return new ClaimReply(jobs, Lost: !alive);
    }

    private async Task<(bool Alive, bool Again, List<JobRecord> Jobs)> TakeAsync(ClaimRequest request, bool evenAgain, CancellationToken cancel)
    {
        var rows = await runner.QueryAsync(
            "Claims/claim",
            sql => Set(sql, request).Set("@even_again", evenAgain),
            row => (Alive: row.Bool(0), Again: row.Bool(1), Job: row.IsNull(2) ? null : JobRow.Read(row, 2)),
            cancel).ConfigureAwait(false);
        return (rows[0].Alive, rows[0].Again, rows.Select(row => row.Job).OfType<JobRecord>().ToList());
    }

    private static Statement Set(Statement sql, ClaimRequest request)
    {
        var lanes = request.Lanes.SelectMany(lane => Enumerable.Range(0, Priorities).Select(n => (lane.Queue, Priority: Priorities - 1 - n))).ToList();
        return sql
            .Set("@instance", request.Token.Instance).Set("@claim", request.Token.Claim)
            .Set("@queues", request.Lanes.Select(lane => lane.Queue)).Set("@places", request.Lanes.Select(lane => lane.Places))
            .Set("@lane_queues", lanes.Select(lane => lane.Queue)).Set("@lane_priorities", lanes.Select(lane => (short)lane.Priority))
            .Set("@lane_tags", lanes.Select(_ => long.MinValue)).Set("@lane_positions", lanes.Select(_ => long.MinValue))
            .Set("@limit", request.Limit).Set("@kinds", request.Kinds).Set("@allow_crashed", request.AllowCrashed)
            .Set("@start", request.Start);
    }

    private Task<List<JobRecord>> HeldAsync(AttemptToken token, CancellationToken cancel) => runner.QueryAsync(
        "Claims/list_held_by_claim", sql => sql.Set("@instance", token.Instance).Set("@claim", token.Claim), row => JobRow.Read(row), cancel);

    private Task<List<int>> BeginContainersAsync(List<JobRecord> jobs, CancellationToken cancel) => runner.QueryAsync(
        "Claims/begin_containers",
        sql => sql.Set("@ids", jobs.Select(job => job.ParentId).OfType<long>().Distinct()).Set("@now", jobs[0].ClaimedAt),
        _ => 0,
        cancel);
}
