using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// New jobs in a transaction of the caller's. It may stay open for long, so it only inserts and locks nothing that an end of a job needs: jobs
/// with slot keys wait until somebody hands them their slots after the commit. A unique key is locked, for others that enqueue with the same.
/// </summary>
internal sealed class TransactionalIntake(NpgsqlTransaction transaction, SqlText text, StoreOptions options, string channel) : IJobIntake
{
    private const string Savepoint = "longhaul_enqueue";

    public async Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel = default)
    {
        Check(jobs);
        var connection = transaction.Connection ?? throw new RefusedException("the transaction is over already; enqueue before its commit");
        await transaction.SaveAsync(Savepoint, cancel).ConfigureAwait(false);
        try
        {
            var added = await Task.Run(() => Add(connection, jobs), cancel).ConfigureAwait(false);
            await transaction.ReleaseAsync(Savepoint, cancel).ConfigureAwait(false);
            return added;
        }
        catch (RefusedException)
        {
            // What the caller did in the transaction before stays; what was begun here goes.
            await transaction.RollbackAsync(Savepoint, cancel).ConfigureAwait(false);
            throw;
        }
    }

    private static void Check(IReadOnlyList<NewJob> jobs)
    {
        NewJobRules.Check(jobs);
        if (jobs.Any(job => job.Parent?.Id is not null || job.DependsOn.Any(one => one.Job.Id is not null)))
        {
            throw new RefusedException(
                "in a transaction of your own a job can refer only to jobs of the same call: others would be locked until you commit");
        }

        CheckKeys(jobs);
    }

    private static void CheckKeys(IReadOnlyList<NewJob> jobs)
    {
        if (jobs.SelectMany(job => job.UniqueKeys).Any(key => key.OnConflict != UniqueConflict.Skip))
        {
            throw new RefusedException(
                "in a transaction of your own a unique key can only skip a job: one that is replaced would be locked until you commit; enqueue it after the commit");
        }

        if (jobs.SelectMany(job => job.Slots).FirstOrDefault(slot => slot.AtLimit != AtLimit.Wait) is { Key: { } key })
        {
            throw new RefusedException(
                $"in a transaction of your own nobody can know whether key {key} is at its limit when you commit, so a job can only wait there; enqueue it after the commit");
        }
    }

    // Its view of who holds a key may be older than the lock on it: the job that it takes for the holder may be over.
    private static void CheckView(Session session, IReadOnlyList<NewJob> jobs)
    {
        if (jobs.Any(job => job.UniqueKeys.Count > 0)
            && session.Transaction.Sql("Meta/isolation").First(row => row.Text(0)) is var isolation and not ("read committed" or "read uncommitted"))
        {
            throw new RefusedException($"a unique key needs a transaction that is read committed, and this one is {isolation}");
        }
    }

    private IReadOnlyList<Enqueued> Add(NpgsqlConnection connection, IReadOnlyList<NewJob> jobs)
    {
        var session = new Session(new Transaction(connection, text, options)) { GivesSlots = false };
        if (jobs.All(job => job.UniqueKeys.Count == 0) && jobs.Count > 0)
        {
            session.Transaction.Reserve(jobs.Count);
        }

        CheckView(session, jobs);
        session.KeyRows.Lock(jobs.SelectMany(job => job.UniqueKeys).Select(key => key.Key));
        session.SlotRows.ExpectTurns(jobs.Select(job => (job.Slots, job.Priority, job.Tenant)));
        var added = new IntakeRules(session).Enqueue(jobs);
        session.Flush();
        var payload = jobs.Any(job => job.Slots.Count > 0) ? Channel.Unsettled : jobs.Any(PlainIntake.IsScheduled) ? Channel.Scheduled : "";
        session.Transaction.Sql("Signals/notify_at_commit")
            .Set("@channel", channel).Set("@payload", payload).All(_ => 0);
        return added;
    }
}
