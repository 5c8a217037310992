using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Costs;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Output;

/// <summary>Brings what running attempts say and spend into the store, about once a second, for all of them together.</summary>
internal sealed class OutputLoop(IJobStore store, LogFolder folder, LogCaps caps, TimeProvider clock, ILogger<OutputLoop> logger, CostBook costs)
    : IAttemptOutput, IDisposable
{
    /// <summary>How long output waits at most while the store is there.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<AttemptRef, AttemptLog> _logs = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Func<AttemptLog, LogParts>? _begin;
    private bool _failing;

    /// <summary>Takes what an attempt says.</summary>
    public AttemptLog Open(JobRecord job, AttemptRef attempt) => new(job, attempt, _begin ??= Begin);

    /// <summary>Ends what an attempt says; what the store lacks of it stays until it is brought there.</summary>
    public void Close(AttemptLog log) => log.Close();

    /// <summary>Runs until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Period, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RunOnceAsync(stop);
        }
    }

    /// <summary>Brings everything once; trouble with the store is logged when it begins and when it ends.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            await costs.SendAsync(stop);
            await SendAsync([.. _logs.Values], stop);
            NoteStore(null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (StoreUnavailableException problem)
        {
            NoteStore(problem);
        }
        catch (Exception error)
        {
            logger.OutputLoopFailed(error);
        }
    }

    /// <inheritdoc/>
    public async Task FlushAsync(IReadOnlyCollection<AttemptRef> attempts, CancellationToken cancel = default)
    {
        await costs.SendAsync(cancel);
        var logs = attempts.Select(attempt => _logs.GetValueOrDefault(attempt)).OfType<AttemptLog>().ToList();
        if (logs.Count == 0)
        {
            return;
        }

        try
        {
            await SendAsync(logs, cancel);
        }
        catch (Exception error) when (error is not (StoreUnavailableException or OperationCanceledException))
        {
            // An outcome matters more than its last lines.
            logger.OutputLoopFailed(error);
        }
    }

    public void Dispose() => _sending.Dispose();

    private LogParts Begin(AttemptLog log)
    {
        var (id, number) = (log.Job.Id, log.Job.Attempt);
        _logs[log.Attempt] = log;
        return new LogParts(
            new LogWindow(log.Attempt, caps, folder.ShownPathOf(id, number)),
            new LogFile(folder.PathOf(id, number), caps, problem => logger.LogFileFailed(id, problem)));
    }

    private void NoteStore(StoreUnavailableException? problem)
    {
        if (problem is not null && !_failing)
        {
            logger.OutputStoreAway(problem.Message);
        }
        else if (problem is null && _failing)
        {
            logger.OutputStoreBack();
        }

        _failing = problem is not null;
    }

    private async Task SendAsync(IReadOnlyList<AttemptLog> logs, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            // Looked at before: what closes while this is under way may have said more than is sent here.
            var closed = logs.Where(log => log.Closed).ToList();
            await OutputDelivery.SendAsync(store, logs, cancel);
            closed.ForEach(log => _logs.TryRemove(log.Attempt, out _));
        }
        finally
        {
            _sending.Release();
        }
    }
}
