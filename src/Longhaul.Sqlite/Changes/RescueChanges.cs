using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>Jobs whose worker died.</summary>
internal sealed class RescueChanges(Session session)
{
    public IReadOnlyList<Rescued> Rescue(IReadOnlyCollection<Guid> provenDead, int limit)
    {
        var beat = session.Transaction.Sql("Workers/read_beat").First(row => row.Long(0));
        var lease = session.Transaction.Options.Lease;
        session.Transaction.Sql("Workers/forget").Run();
        session.Transaction.Sql("Workers/declare_dead")
            .Set("@proven", JobLists.WriteTexts(provenDead.Select(instance => instance.ToString("N"))))
            .Set("@beat", beat).Set("@ticks", lease.Ticks).Run();
        var lost = session.Transaction.Sql("Upkeep/list_rescuable")
            .Set("@beat", beat).Set("@exclusive_ticks", lease.ExclusiveTicks).Set("@limit", limit)
            .All(row => (Job: JobRow.Read(row), WasDraining: row.Bool(JobRow.Columns)));
        return lost.ConvertAll(one => Rescue(one.Job, one.WasDraining));
    }

    private Rescued Rescue(JobRecord job, bool wasDraining)
    {
        var crashed = !wasDraining && job.StartedAt is not null;
        var error = new JobError("worker_lost", $"its worker ({job.Worker}) died");
        session.Attempts.Add(job, "worker_lost", error, null);
        var back = job with
        {
            Crashes = job.Crashes + (crashed ? 1 : 0), Token = null, Stage = null, Progress = null, EtaSeconds = null,
        };
        return new Rescued(job.Id, job.Token!.Value.Instance, job.Worker!, PutBack(back, crashed, error), back.Crashes);
    }

    /// <summary>Cancels, fails or readies the job; answers with what it is now.</summary>
    private JobState PutBack(JobRecord job, bool crashed, JobError error)
    {
        if (job.CancelRequested)
        {
            return End(job, JobState.Cancelled, job.Error);
        }

        if (job.Crashes >= session.Transaction.Options.MaxCrashes)
        {
            return End(job, JobState.Failed, new JobError("worker_lost", $"its worker died {job.Crashes} times"));
        }

        return crashed && job.OnWorkerLost == OnWorkerLost.Fail
            ? End(job, JobState.Failed, error)
            : session.Jobs.Put(job with { State = JobState.Ready, Front = true }).State;
    }

    private JobState End(JobRecord job, JobState state, JobError? error)
    {
        session.Life.End(job, state, error);
        return state;
    }
}
