using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Following;

/// <summary>Follows a job or a run until it is over.</summary>
internal sealed class JobFollower(StoreSession session, IJobView view, OutputTail tail)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryStore = TimeSpan.FromSeconds(1);

    private IReadOnlyList<JobRecord> _seen = [];
    private bool _away;

    /// <summary>The job as it was last seen.</summary>
    public JobRecord? Last { get; private set; }

    /// <param name="jobId">The job or run.</param>
    /// <param name="timeout">How long to wait at most; null for ever.</param>
    /// <param name="everyLook">Called after each look that found the job unfinished.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    public async Task<FollowEnd> RunAsync(
        long jobId, TimeSpan? timeout, Func<IReadOnlyList<JobRecord>, Task> everyLook, CancellationToken stop)
    {
        var startedAt = session.Shell.Clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var seen = session.Client.Signals.Version;
            if (await TryLookAsync(jobId, everyLook))
            {
                return FollowEnd.Over;
            }

            var left = timeout - session.Shell.Clock.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                return FollowEnd.TimedOut;
            }

            await WaitAsync(seen, left, stop);
        }

        return FollowEnd.Interrupted;
    }

    /// <summary>Tells of a job that was enqueued just now, so that one that is over and forgotten before the first look is known to have been.</summary>
    public void Expect(long jobId, string kind) => Last = new JobRecord
    {
        Id = jobId,
        RootId = jobId,
        Kind = kind,
        Queue = "",
        Priority = 0,
        Tenant = "",
        Input = "",
        State = JobState.Ready,
        CreatedAt = session.Shell.Clock.GetUtcNow(),
    };

    /// <summary>Looks once; true where the job is over.</summary>
    public async Task<bool> LookAsync(long jobId)
    {
        var jobs = await ReadAsync(jobId);
        await tail.ReadAsync(jobs, view.Output, CancellationToken.None);
        view.Show(jobs[0], [.. jobs.Skip(1)], session.Shell.Clock.GetUtcNow());
        (_seen, Last) = (jobs, jobs[0]);
        return Last.State.IsOver();
    }

    private async Task<bool> TryLookAsync(long jobId, Func<IReadOnlyList<JobRecord>, Task> everyLook)
    {
        try
        {
            var over = await LookAsync(jobId);
            _away = false;
            if (!over)
            {
                await everyLook(_seen);
            }

            return over;
        }
        catch (StoreUnavailableException e)
        {
            TellAway(e);
            return false;
        }
    }

    // The job itself first, then the steps of a run.
    private async Task<IReadOnlyList<JobRecord>> ReadAsync(long jobId)
    {
        var job = await session.Client.GetAsync(jobId) ?? Vanished(jobId);
        return job.IsContainer ? [job, .. (await session.Client.ListTreeAsync(job.RootId)).Where(one => one.Id != jobId)] : [job];
    }

    // A kind may keep no history of its successes: what was seen and is gone has ended well.
    private JobRecord Vanished(long jobId) => Last is { } last
        ? last with { State = JobState.Completed, FinishedAt = session.Shell.Clock.GetUtcNow(), Error = null }
        : throw new NotFoundException($"there is no job {jobId}; see: longhaul jobs list");

    private void TellAway(StoreUnavailableException error)
    {
        if (!_away)
        {
            view.Remark($"longhaul: {TerminalText.Neutralise(error.Message)}; trying again");
            _away = true;
        }
    }

    private async Task WaitAsync(long seen, TimeSpan? left, CancellationToken stop)
    {
        var wait = left < LookAgain ? left.Value : LookAgain;
        try
        {
            await (_away
                ? Task.Delay(RetryStore, session.Shell.Clock, stop)
                : session.Client.Signals.WaitForChangeAsync(seen, wait, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller sees it.
        }
        catch (StoreUnavailableException e)
        {
            TellAway(e);
        }
    }
}
