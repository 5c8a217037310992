using System.Runtime.CompilerServices;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql;

/// <summary>The role that takes new jobs.</summary>
public sealed partial class PostgreSqlJobStore
{
    async Task<IReadOnlyList<Enqueued>> IJobIntake.EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel)
    {
        NewJobRules.Check(jobs);
        cancel.ThrowIfCancellationRequested();
        var added = await EnqueueUntoldAsync(jobs, cancel).ConfigureAwait(false);
        await TellOfScheduledAsync(jobs.Any(PlainIntake.IsScheduled)).ConfigureAwait(false);
        return added;
    }

    private async Task<IReadOnlyList<Enqueued>> EnqueueUntoldAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel)
    {
        if (!PlainIntake.MayTry(jobs))
        {
            var areKeysKnown = jobs.Any(job => job.UniqueKeys.Count > 0);
            return await ChangeAsync(session => new IntakeChanges(session).Enqueue(jobs), areKeysKnown, KeyWaits.OfEnqueue, cancel).ConfigureAwait(false);
        }

        // Many are a load of their own; few ride with others.
        return jobs.Count > IJobStore.MaxBatch / 4
            ? await AddPlainAsync(jobs).ConfigureAwait(false)
            : await _intake.GoAsync(jobs).WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Whoever promotes sleeps until what was the next, and looks anew. It is told in any case, since all workers promote.</summary>
    private async Task TellOfScheduledAsync(bool any)
    {
        if (any)
        {
            _changes.RaiseScheduled();
            await TellAsync("Signals/notify_at_commit", sql => sql.Set("@channel", _channel).Set("@payload", Channel.Scheduled)).ConfigureAwait(false);
        }
    }

    async IAsyncEnumerable<IReadOnlyList<Enqueued>> IJobIntake.EnqueueInTurnAsync(
        IReadOnlyList<IReadOnlyList<NewJob>> batches, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var batch in batches)
        {
            NewJobRules.Check(batch);
        }

        var added = LongIntake.MayTry(batches) && !batches.Any(_virtualTimes.AreFair)
            ? new LongIntake(_runner, AddPlainAsync, WakeAsync).AddAsync(batches, cancel)
            : batches.ToAsyncEnumerable().Select((IReadOnlyList<NewJob> batch, CancellationToken _) => new ValueTask<IReadOnlyList<Enqueued>>(Intake.EnqueueAsync(batch, cancel)));
        await foreach (var answers in added.ConfigureAwait(false))
        {
            yield return answers;
        }

        await TellOfScheduledAsync(batches.Any(batch => batch.Any(PlainIntake.IsScheduled))).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Enqueued>> AddPlainAsync(IReadOnlyList<NewJob> jobs)
    {
        if (jobs.Count > 1 && Portions.IsHeavy(jobs))
        {
            return await AddHeavyAsync(jobs).ConfigureAwait(false);
        }

        var added = _virtualTimes.AreFair(jobs) ? null : await AddAsync("Intake/insert_plain", jobs).ConfigureAwait(false);
        if (added is null)
        {
            added = (await AddAsync("Intake/insert_fair", jobs).ConfigureAwait(false))!;
            _virtualTimes.Met(jobs);
        }

        if (_address.IsPooled)
        {
            // On its own: whether somebody sleeps is asked after the commit, and two transactions in one trip are not every pooler's.
            await WakeAsync().ConfigureAwait(false);
        }
        else
        {
            _changes.Raise();
        }

        return Array.ConvertAll(added, id => new Enqueued(id, false));
    }

    /// <summary>What is too much for one statement goes in several, in one transaction.</summary>
    private async Task<IReadOnlyList<Enqueued>> AddHeavyAsync(IReadOnlyList<NewJob> jobs)
    {
        var added = await _runner.RunAsync(
            transaction => Portions.Of(jobs, Portions.Weigh).SelectMany(portion => AddPortion(transaction, portion)).ToList(), default).ConfigureAwait(false);
        _virtualTimes.Met(jobs);
        await WakeAsync().ConfigureAwait(false);
        return added.ConvertAll(id => new Enqueued(id, false));
    }

    private static long[] AddPortion(Transaction transaction, IReadOnlyList<NewJob> jobs)
    {
        var insert = transaction.Sql("Intake/insert_fair");
        PlainIntake.Set(insert, jobs);
        return insert.First(row => row.Numbers(0))!;
    }

    /// <summary>The new ids; null where the lanes want another statement.</summary>
    private async Task<long[]?> AddAsync(string statement, IReadOnlyList<NewJob> jobs) => (_address.IsPooled
        ? await _runner.QueryAsync(statement, sql => PlainIntake.Set(sql, jobs), ReadAdded, default).ConfigureAwait(false)
        : await _runner.QueryAsync(statement, sql => PlainIntake.Set(sql, jobs), ReadAdded, "Signals/notify", SetChannel, default).ConfigureAwait(false))
        .Single();

    private static long[]? ReadAdded(Row row) => row.IsNull(0) ? null : row.Numbers(0);
}
