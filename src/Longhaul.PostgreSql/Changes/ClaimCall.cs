using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Handing jobs to workers: the short way where it will do, else the general one.</summary>
internal sealed class ClaimCall(Runner runner, ScanFloors floors, VirtualTimes times, ClaimLedger ledger)
{
    private readonly ShortClaim _short = new(runner, floors);
    private readonly GeneralClaim _general = new(runner, floors);
    private readonly OldestLane _oldest = new(runner, floors);

    public async Task<ClaimReply> ClaimAsync(ClaimRequest request, CancellationToken cancel)
    {
        floors.AskFor(request);
        var isFirst = ledger.IsFirst(request.Token);
        var answer = await floors.LookAsync(fromBottom => TakeAsync(request, fromBottom, cancel)).ConfigureAwait(false);
        if (answer.IsAgain)
        {
            var held = await HeldAsync(request.Token, cancel).ConfigureAwait(false);
            answer = held.Count > 0
                ? answer with { Jobs = held }
                : await floors.LookAsync(fromBottom => _general.TakeAsync(request, null, true, fromBottom, cancel)).ConfigureAwait(false);
            await FollowAsync(answer, cancel).ConfigureAwait(false);
        }

        if (answer.Jobs.Any(job => job.ParentId is not null))
        {
            await BeginContainersAsync(answer.Jobs, cancel).ConfigureAwait(false);
        }

        if (isFirst)
        {
            ledger.Took(request.Token, answer.Jobs);
        }

        return new ClaimReply(answer.Jobs, answer.IsLost, answer.PassedOver);
    }

    private async Task<ClaimAnswer> TakeAsync(ClaimRequest request, bool fromBottom, CancellationToken cancel)
    {
        var first = await _oldest.FindAsync(request, fromBottom, cancel).ConfigureAwait(false);
        var answer = (first is null ? await _short.TryTakeAsync(request, fromBottom, cancel).ConfigureAwait(false) : null)
            ?? await _general.TakeAsync(request, first, false, fromBottom, cancel).ConfigureAwait(false);
        await FollowAsync(answer, cancel).ConfigureAwait(false);
        return answer;
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

    private Task<List<int>> BeginContainersAsync(IReadOnlyList<JobRecord> jobs, CancellationToken cancel) => runner.QueryAsync(
        "Claims/begin_containers",
        sql => sql.Set("@ids", jobs.Select(job => job.ParentId).OfType<long>().Distinct()).Set("@now", jobs[0].ClaimedAt),
        _ => 0,
        cancel);
}
