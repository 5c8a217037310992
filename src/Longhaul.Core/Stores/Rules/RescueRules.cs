using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What becomes of a job whose worker died.</summary>
internal sealed class RescueRules(IStoreRows rows)
{
    /// <summary>Ends the attempt of a running job and puts the job back, or ends it.</summary>
    public Rescued Rescue(JobRecord job, bool wasDraining)
    {
        var crashed = !wasDraining && job.StartedAt is not null;
        var error = new JobError("worker_lost", $"its worker ({job.Worker}) died");
        rows.Attempts.Add(job, "worker_lost", error, null);
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

        if (job.Crashes >= rows.Options.MaxCrashes)
        {
            return End(job, JobState.Failed, new JobError("worker_lost", $"its worker died {job.Crashes} times"));
        }

        if (JobLife.IsOutdated(job))
        {
            rows.Life.GoAgain(job);
            return rows.Jobs.Find(job.Id)!.State;
        }

        return crashed && job.OnWorkerLost == OnWorkerLost.Fail ? End(job, JobState.Failed, error)
            : JobLife.KeepsSlots(job) ? rows.Jobs.Put(job with { State = JobState.Ready, Front = true }).State
            : WaitAgain(job);
    }

    private JobState WaitAgain(JobRecord job)
    {
        rows.Life.Settle(job with { Admitted = false }, freshPosition: true);
        rows.Life.Admit(JobLife.FreedBy(job));
        return rows.Jobs.FindOpen(job.Id)!.State;
    }

    private JobState End(JobRecord job, JobState state, JobError? error)
    {
        rows.Life.End(job, state, error);
        return state;
    }
}
