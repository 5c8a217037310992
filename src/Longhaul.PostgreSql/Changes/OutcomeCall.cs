using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Ends of attempts: the plain ones in one statement, the others by the rules.</summary>
internal sealed class OutcomeCall(Runner runner, KeyWaits keyWaits, ClaimLedger ledger)
{
    /// <returns>The replies, and whether a job may have become ready.</returns>
    public async Task<(IReadOnlyList<FinishReply> Replies, bool Wakes)> FinishAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        var (replies, wakes) = (new List<FinishReply>(items.Count), false);
        foreach (var portion in Portions.Of(items, Portions.Weigh))
        {
            var (some, wake) = await FinishTogetherAsync(portion, cancel).ConfigureAwait(false);
            replies.AddRange(some);
            wakes |= wake;
        }

        return (replies, wakes);
    }

    private async Task<(IReadOnlyList<FinishReply> Replies, bool Wakes)> FinishTogetherAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        var ended = PlainEnds.MayTry(items) ? await EndPlainAsync(items, cancel).ConfigureAwait(false) : [];
        var others = items.Where(item => !ended.Remove(item)).ToList();
        if (others.Count == 0)
        {
            return (new FinishReply[items.Count], ledger.Ended(items.Select(item => item.Attempt)));
        }

        var replies = await keyWaits.RunAsync(
            transaction =>
            {
                var session = new Session(transaction);
                var answers = new OutcomeChanges(session).Finish(others);
                session.Flush();
                return answers;
            },
            areKnown: false,
            KeyWaits.OfOthers,
            cancel).ConfigureAwait(false);
        ledger.Ended(items.Select(item => item.Attempt));
        return (Merge(items, others, replies), true);
    }

    private async Task<HashSet<Finish>> EndPlainAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        var chosen = PlainEnds.Choose(items);
        var ended = new HashSet<long>();
        await TryAsync("Outcomes/end_traceless", PlainEnds.SetTraceless, item => item.Outcome.Kind == OutcomeKind.Completed && ledger.IsTraceless(item.Attempt)).ConfigureAwait(false);
        await TryAsync("Outcomes/end_succeeded", PlainEnds.SetSucceeded, item => PlainEnds.IsSilent(item) && !ledger.IsTraceless(item.Attempt)).ConfigureAwait(false);
        await TryAsync("Outcomes/end_plain", PlainEnds.Set, _ => true).ConfigureAwait(false);
        return new HashSet<Finish>(chosen.Where(item => ended.Contains(item.Attempt.JobId)), ReferenceEqualityComparer.Instance);

        async Task TryAsync(string statement, Action<Statement, IReadOnlyList<Finish>, IReadOnlyList<AttemptToken>> set, Func<Finish, bool> may)
        {
            var some = chosen.FindAll(item => !ended.Contains(item.Attempt.JobId) && may(item));
            ended.UnionWith(await EndAsync(statement, some, set, cancel).ConfigureAwait(false));
        }
    }

    private async Task<HashSet<long>> EndAsync(
        string statement, List<Finish> items, Action<Statement, IReadOnlyList<Finish>, IReadOnlyList<AttemptToken>> set, CancellationToken cancel)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var over = ledger.TakeOver();
        var answer = await runner.QueryAsync(statement, sql => set(sql, items, over), row => row.Numbers(0), cancel).ConfigureAwait(false);
        return [.. answer.Single()];
    }

    private static FinishReply[] Merge(IReadOnlyList<Finish> items, List<Finish> others, IReadOnlyList<FinishReply> replies)
    {
        var answers = new Dictionary<Finish, Queue<FinishReply>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < others.Count; i++)
        {
            (answers.TryGetValue(others[i], out var queue) ? queue : answers[others[i]] = new Queue<FinishReply>()).Enqueue(replies[i]);
        }

        return [.. items.Select(item => answers.TryGetValue(item, out var queue) && queue.TryDequeue(out var reply) ? reply : FinishReply.Accepted)];
    }
}
