using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;
using Npgsql;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Handing jobs to workers: the short way where it will do, else the general one; queues with limits in a transaction of several statements.</summary>
internal sealed class ClaimCall(Runner runner, ScanFloors floors, VirtualTimes times, ClaimLedger ledger)
{
    private readonly ShortClaim _short = new(runner, floors);
    private readonly GeneralClaim _general = new(runner, floors);
    private readonly OldestLane _oldest = new(runner, floors);
    private readonly LimitedClaim _limited = new(runner, new GeneralClaim(runner, floors), new OldestLane(runner, floors));
    private readonly ClaimSize _size = new();

    public async Task<ClaimReply> ClaimAsync(ClaimRequest request, CancellationToken cancel)
    {
        floors.AskFor(request);
        var isFirst = ledger.IsFirst(request.Token);
        while (true)
        {
            var bounded = _size.Bounded(request);
            try
            {
                return await OnceAsync(bounded, isFirst, cancel).ConfigureAwait(false);
            }
            catch (PostgresException fault) when (_size.WasTooMuch(fault, bounded))
            {
                // Again, for less.
            }
        }
    }

    private async Task<ClaimReply> OnceAsync(ClaimRequest request, bool isFirst, CancellationToken cancel)
    {
        var answer = await floors.LookAsync(fromBottom => TakeAsync(request, false, fromBottom, cancel)).ConfigureAwait(false);
        if (answer.IsAgain)
        {
            var held = await HeldAsync(request.Token, cancel).ConfigureAwait(false);
            answer = held.Count > 0
                ? answer with { Jobs = held }
                : await floors.LookAsync(fromBottom => TakeAsync(request, true, fromBottom, cancel)).ConfigureAwait(false);
        }

        if (answer.Jobs.Any(job => job.ParentId is not null))
        {
            await BeginContainersAsync(answer.Jobs, cancel).ConfigureAwait(false);
        }

        if (answer.Jobs.Any(job => job.Slots.Any(slot => slot.IsRate)))
        {
            await BeginRatesAsync(request.Token, answer.Jobs, cancel).ConfigureAwait(false);
        }

        if (isFirst)
        {
            ledger.Took(request.Token, answer.Jobs, answer.IsLimited);
        }

        _size.Saw(answer.Jobs);
        return new ClaimReply(answer.Jobs, answer.IsLost, answer.PassedOver, answer.AgainIn);
    }

    private async Task<ClaimAnswer> TakeAsync(ClaimRequest request, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        var answer = (_limited.IsKnownToConcern(request) ? null : await TakeFreelyAsync(request, evenAgain, fromBottom, cancel).ConfigureAwait(false))
            ?? await _limited.TakeAsync(request, evenAgain, fromBottom, cancel).ConfigureAwait(false);
        await FollowAsync(answer, cancel).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Null where one of the queues has limits; nothing was taken.</summary>
    private async Task<ClaimAnswer?> TakeFreelyAsync(ClaimRequest request, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        var first = await _oldest.FindAsync(request, fromBottom, cancel).ConfigureAwait(false);
        return (evenAgain || first is not null ? null : await _short.TryTakeAsync(request, fromBottom, cancel).ConfigureAwait(false))
            ?? await _general.TakeAsync(request, first, evenAgain, fromBottom, cancel).ConfigureAwait(false);
    }

    private async Task FollowAsync(ClaimAnswer answer, CancellationToken cancel)
    {
        try
        {
            await times.FollowAsync(answer, cancel).ConfigureAwait(false);
        }
        catch
        {
            // Another server may answer next, and its virtual times may be lower.
            times.Forget();
            throw;
        }
    }

    private Task<List<JobRecord>> HeldAsync(AttemptToken token, CancellationToken cancel) => runner.QueryAsync(
        "Claims/list_held_by_claim", sql => sql.Set("@instance", token.Instance).Set("@claim", token.Claim), row => JobRow.Read(row), cancel);

    /// <summary>
    /// Lets the starts count. Until then the jobs' places do, so that nobody can start instead; and no worker has been told of them. A claim whose answer is lost is asked
    /// for again and comes by here.
    /// </summary>
    private Task<List<int>> BeginRatesAsync(AttemptToken token, IReadOnlyList<JobRecord> jobs, CancellationToken cancel)
    {
        var rates = jobs.SelectMany(job => job.Slots.Where(slot => slot.IsRate).DistinctBy(slot => slot.Key).Select(slot => (slot.Key, job.Id, Ms: (long)slot.Window.TotalMilliseconds)))
            .ToList();
        return runner.QueryAsync(
            "Rates/begin",
            sql => sql.Set("@keys", rates.Select(rate => rate.Key)).Set("@job_ids", rates.Select(rate => rate.Id)).Set("@windows", rates.Select(rate => rate.Ms))
                .Set("@instance", token.Instance).Set("@claim", token.Claim),
            _ => 0,
            cancel);
    }

    private Task<List<int>> BeginContainersAsync(IReadOnlyList<JobRecord> jobs, CancellationToken cancel) => runner.QueryAsync(
        "Claims/begin_containers",
        sql => sql.Set("@ids", jobs.Select(job => job.ParentId).OfType<long>().Distinct()).Set("@now", jobs[0].ClaimedAt),
        _ => 0,
        cancel);
}
