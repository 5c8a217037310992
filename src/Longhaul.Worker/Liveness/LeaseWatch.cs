using Longhaul.Worker.Execution;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Liveness;

/// <summary>Stops attempts whose lease runs out because the store cannot be reached.</summary>
/// <remarks>
/// <code>
/// renewed ──▶ ExclusiveStopAfter ──▶ ExclusiveKillAfter ──▶ ExclusiveEndAfter ──▶ (others may start it)
///             SIGTERM, then grace     SIGKILL                 the process ends
/// </code>
/// </remarks>
internal sealed class LeaseWatch(WorkerContext worker)
{
    private readonly Dictionary<RunningJob, long> _lostSince = [];

    public void RunOnce()
    {
        var silence = worker.Lease.SinceRenewal;
        foreach (var job in worker.Running.All())
        {
            if (job.Stop.Reason == StopReason.Lost)
            {
                WatchLost(job);
            }
            else if (job.IsExclusive)
            {
                WatchExclusive(job, silence);
            }
            else if (silence > worker.Options.OutageTolerance)
            {
                StopForOutage(job, silence);
            }
        }

        ForgetEnded();
    }

    private void WatchExclusive(RunningJob job, TimeSpan silence)
    {
        if (silence > worker.Lease.ExclusiveEndAfter)
        {
            EndProcess(job, silence);
        }
        else if (silence > worker.Lease.ExclusiveKillAfter)
        {
            worker.Running.Stop(job, StopReason.Shutdown, kill: true);
        }
        else if (silence > worker.Lease.ExclusiveStopAfter(job.Grace))
        {
            StopForOutage(job, silence);
        }
    }

    private void StopForOutage(RunningJob job, TimeSpan silence)
    {
        if (job.Stop.Reason == StopReason.None)
        {
            worker.Log.StoppedForOutage(job.Job.Id, job.Job.Kind, (long)silence.TotalSeconds);
            worker.Running.Stop(job, StopReason.Shutdown);
        }
    }

    // The lease is gone already, and somebody else may start the job after the longer term of exclusive ones.
    private void WatchLost(RunningJob job)
    {
        var since = _lostSince.TryGetValue(job, out var seen) ? seen : _lostSince[job] = worker.Clock.GetTimestamp();
        var left = worker.Clock.GetElapsedTime(since);
        if (job.IsExclusive && left > worker.Lease.Margin)
        {
            EndProcess(job, left);
        }
    }

    private void EndProcess(RunningJob job, TimeSpan silence)
    {
        worker.Log.ExclusiveIgnoresStop(job.Job.Id, job.Job.Kind, (long)silence.TotalSeconds);
        worker.Parts.EndProcess(
            $"Longhaul ends this process: its lease ran out and job {job.Job.Id} ({job.Job.Kind}), which must never run twice at once, ignores its stop.");
    }

    private void ForgetEnded()
    {
        foreach (var job in _lostSince.Keys.Where(job => worker.Running.Find(job.Attempt) is null).ToList())
        {
            _lostSince.Remove(job);
        }
    }
}
