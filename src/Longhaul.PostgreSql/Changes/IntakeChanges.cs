using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Changes;

/// <summary>New jobs, by the rules; what they will need is locked and fetched first, all at once and in the order that all calls share.</summary>
internal sealed class IntakeChanges(Session session)
{
    public IReadOnlyList<Enqueued> Enqueue(IReadOnlyList<NewJob> jobs)
    {
        Prepare(jobs);
        return new IntakeRules(session).Enqueue(jobs);
    }

    /// <summary>Locks the keys that jobs will need, and those of the jobs that they may replace.</summary>
    public void LockKeys(IReadOnlyList<NewJob> jobs)
    {
        session.KeyRows.Lock(jobs.SelectMany(job => job.UniqueKeys).Select(key => key.Key));
        var replacing = jobs.SelectMany(job => job.UniqueKeys).Where(key => key.OnConflict != UniqueConflict.Skip).Select(key => key.Key).ToList();
        var given = replacing.Count > 0 ? session.KeyRows.SlotsOfHolders(replacing) : [];
        session.SlotRows.Lock(jobs.SelectMany(job => job.Slots).Concat(given).Select(slot => slot.Key));
    }

    private void Prepare(IReadOnlyList<NewJob> jobs)
    {
        if (jobs.Count > 0 && jobs.All(job => job.UniqueKeys.Count == 0 && job.Slots.All(slot => slot.AtLimit == AtLimit.Wait)))
        {
            session.Transaction.Reserve(jobs.Count);
        }

        LockKeys(jobs);
        session.SlotRows.ExpectTurns(jobs.Select(job => (job.Slots, job.Priority, job.Tenant)));
        session.Jobs.Expect(jobs.SelectMany(job => job.DependsOn).Select(one => one.Job.Id).Concat(jobs.Select(job => job.Parent?.Id)).OfType<long>());
    }
}
