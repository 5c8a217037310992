using Longhaul.Cli.Following;
using Longhaul.Cli.Sessions;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>Follows a job to its end; where no worker serves it, one is run here for as long.</summary>
internal sealed class RunFollowing(StoreSession session, WorkerPlan plan, IJobView view, OutputTail tail) : IAsyncDisposable
{
    private static readonly TimeSpan LookForWorkersEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly JobFollower _follower = new(session, view, tail);
    private RunningWorker? _worker;
    private StopSignals? _signals;
    private ILoggerFactory? _logs;
    private long _lookedAt;

    /// <summary>Tells of a job that was enqueued just now.</summary>
    public void Expect(long jobId, string kind) => _follower.Expect(jobId, kind);

    /// <summary>Ends as the job did: 0 or 1; 75 after the timeout; 130 or 143 after a signal.</summary>
    public async Task<int> RunAsync(long jobId, TimeSpan? timeout)
    {
        using var signals = _signals = new StopSignals(StopAtOnce);
        var end = await _follower.RunAsync(jobId, timeout, EnsureWorkerAsync, signals.First);
        if (end == FollowEnd.Over)
        {
            await LetWorkerEndAsync();
            return await ConcludeAsync(_follower.Last!);
        }

        if (end == FollowEnd.TimedOut)
        {
            _worker?.StopNow(ExitCode.TimedOut);
            await EndWorkerAsync();
            TellHowToComeBack(jobId, $"it is not over after {Times.Span(timeout)}");
            return ExitCode.TimedOut;
        }

        return await InterruptAsync(jobId, signals);
    }

    public async ValueTask DisposeAsync()
    {
        await (_worker?.DisposeAsync() ?? ValueTask.CompletedTask);
        _logs?.Dispose();
    }

    private async Task<int> InterruptAsync(long jobId, StopSignals signals)
    {
        if (_worker is not null)
        {
            view.Remark("longhaul: stopping the worker; what runs may finish (Ctrl-C again: stop at once)");
            _worker.Stop(signals.Cause);
            await EndWorkerAsync();
            if (!signals.Twice && await _follower.LookAsync(jobId))
            {
                return await ConcludeAsync(_follower.Last!);
            }
        }

        TellHowToComeBack(jobId, _worker is null ? "it goes on without this command" : "it is kept as it is");
        return signals.Code;
    }

    private void StopAtOnce(int code)
    {
        if (_worker is null)
        {
            Environment.Exit(code);
        }

        _worker.StopNow(code);
    }

    private async Task EndWorkerAsync()
    {
        if (_worker is not null)
        {
            await _worker.Ended;
        }
    }

    /// <summary>So that what it has yet to say of the job stands before the last line; for no longer than that is worth, since it may run another job.</summary>
    private async Task LetWorkerEndAsync()
    {
        if (_worker is not null)
        {
            _worker.Stop("the job is over");
            await Task.WhenAny(_worker.Ended, Task.Delay(LongestGoodbye, session.Shell.Clock));
        }
    }

    private async Task EnsureWorkerAsync(IReadOnlyList<JobRecord> jobs)
    {
        var now = session.Shell.Clock.GetTimestamp();
        if (_worker is not null)
        {
            await (_worker.Ended.IsFaulted ? _worker.Ended : Task.CompletedTask);
            return;
        }

        if (_lookedAt != 0 && session.Shell.Clock.GetElapsedTime(_lookedAt, now) < LookForWorkersEvery)
        {
            return;
        }

        _lookedAt = now;
        var workers = await session.Store.Workers.ListAsync();
        var status = await session.Store.Schema.CheckAsync();
        var waiting = jobs.Where(job => !job.IsContainer && !job.State.IsOver() && job.State != JobState.AwaitingReview);
        var unserved = WorkerLiveness.Unserved(waiting, workers, status.Now).ToArray();
        if (unserved.Length > 0 && _signals is { First.IsCancellationRequested: false })
        {
            view.Remark($"longhaul: no live worker serves {TerminalText.Neutralise(unserved[0].Kind)}; running one here until the job is over");
            _worker = Start(jobs.Select(job => job.Kind).ToHashSet());
        }
    }

    // Only the kinds of this job: other work in the store is none of this command's business.
    private RunningWorker Start(HashSet<string> kinds)
    {
        var project = session.Project with { Kinds = session.Project.Kinds.Where(kind => kinds.Contains(kind.Key)).ToDictionary() };
        _logs = WorkerLogs.ForRun(plan.Settings, view);
        return new RunningWorker(WorkerStart.Setup(plan, project, session.Store, _logs), session.Shell.Clock);
    }

    private async Task<int> ConcludeAsync(JobRecord job)
    {
        var summary = new JobSummary(session.Client);
        var lines = await summary.DescribeAsync(job, session.Shell.Clock.GetUtcNow());
        view.Dispose();
        foreach (var line in lines)
        {
            session.Terminal.Error.WriteLine(line);
        }

        return job.State.Satisfies() ? ExitCode.Done : ExitCode.Failed;
    }

    private void TellHowToComeBack(long jobId, string how)
    {
        tail.ShowRest(view.Output);
        view.Dispose();
        session.Terminal.Error.WriteLine(
            $"longhaul: job {jobId}: {how}; come back with `longhaul run --job {jobId}`, or stop it with `longhaul jobs cancel {jobId}`");
    }
}
