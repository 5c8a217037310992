using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Waits for a command's end, and brings it about where it is stopped, stuck or too big.</summary>
internal sealed class CommandWatch(ChildProcess child, AttemptContext context, JobTrees trees, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    // A tree can fill a machine's memory within a second.
    private static readonly TimeSpan MemoryPeriod = TimeSpan.FromMilliseconds(100);

    private JobFailure? _failure;
    private bool _stopped;

    /// <summary>Returns how it ended; by then nobody of its tree is alive.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="JobFailedException">It was stuck or too big.</exception>
    public async Task<ExitRecord> WatchAsync()
    {
        using var gentle = context.Stop.Token.UnsafeRegister(static watch => ((CommandWatch)watch!).OnStop(), this);
        using var hard = context.Stop.KillNow.UnsafeRegister(static child => _ = ((ChildProcess)child!).KillNowAsync(), child);
        trees.Add(new JobTree(context.Attempt, context.Kind.Name, context.AllowedBytes, () => child.Usage, child.LookNow, KillForMemory));
        var exit = await EndAsync();
        context.Resources = CommandEnd.Resources(exit);
        if (_stopped)
        {
            throw new OperationCanceledException(context.Stop.Token);
        }

        return _failure is { } failure ? throw new JobFailedException(failure) : exit;
    }

    private async Task<ExitRecord> EndAsync()
    {
        try
        {
            if (context.AllowedBytes is not null || context.Kind.StallTimeout is not null)
            {
                await LookAsync();
            }

            return await child.Completion;
        }
        finally
        {
            trees.Remove(context.Attempt);
        }
    }

    private void OnStop()
    {
        _stopped = !child.Completion.IsCompleted;
        _ = child.StopAsync(context.Kind.Grace);
    }

    private async Task LookAsync()
    {
        var stall = new StallClock(context.Kind.StallTimeout, clock);
        var measured = context.AllowedBytes is not null;
        using var timer = new PeriodicTimer(measured ? MemoryPeriod : Period, clock);
        while (!child.Completion.IsCompleted && _failure is null)
        {
            await Task.WhenAny(child.Completion, timer.WaitForNextTickAsync().AsTask());
            Check(measured ? child.LookNow() : child.Usage, stall);
        }
    }

    private void Check(TreeUsage usage, StallClock stall)
    {
        if (usage.RssBytes > context.AllowedBytes)
        {
            KillForMemory($"Killed at its limit of memory: its processes held {ByteSize.Show(usage.RssBytes)}; it may hold {ByteSize.Show(context.AllowedBytes.Value)}.");
        }
        else if (stall.IsOver(usage))
        {
            Fail(new JobFailure(new JobError("stalled", $"No output, no progress and no CPU time for {Durations.Show(context.Kind.StallTimeout!.Value)}.")));
            _ = child.StopAsync(context.Kind.Grace);
        }
    }

    private void KillForMemory(string message)
    {
        Fail(OutOfMemory.Failure(context, message));
        _ = child.KillNowAsync();
    }

    // The worker's guard of memory may ask for it while this looks.
    private void Fail(JobFailure failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            context.Output.Write(LogStream.System, failure.Error.Message);
        }
    }
}
