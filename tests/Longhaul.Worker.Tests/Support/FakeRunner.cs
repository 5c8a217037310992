using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker.Tests.Support;

/// <summary>Runs attempts as the test says, and keeps what it saw.</summary>
internal sealed class FakeRunner : IAttemptRunner
{
    private readonly ConcurrentQueue<JobRecord> _started = new();
    private int _now;
    private int _most;

    /// <summary>What an attempt does; by default it completes at once.</summary>
    public Func<JobRecord, AttemptStop, Task<Outcome>> Attempt { get; set; } = (_, _) => Task.FromResult(Outcome.Completed());

    /// <summary>The jobs in the order in which they were started.</summary>
    public IReadOnlyList<JobRecord> Started => [.. _started];

    /// <summary>The most that ever ran at once.</summary>
    public int Most => _most;

    /// <summary>Signalled at each start.</summary>
    public SemaphoreSlim Starts { get; } = new(0);

    public async Task<Outcome> RunAsync(JobRecord job, AttemptStop stop)
    {
        var now = Interlocked.Increment(ref _now);
        InterlockedMax(ref _most, now);
        _started.Enqueue(job);
        Starts.Release();
        try
        {
            return await Attempt(job, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    /// <summary>An attempt that runs until it is stopped, and then ends as the real ones do.</summary>
    public static async Task<Outcome> UntilStoppedAsync(JobRecord job, AttemptStop stop)
    {
        await Signalled(stop.Token);
        return AsStopped(stop);
    }

    /// <summary>An attempt that does not heed SIGTERM, only SIGKILL.</summary>
    public static async Task<Outcome> UntilKilledAsync(JobRecord job, AttemptStop stop)
    {
        await Signalled(stop.KillNow);
        return AsStopped(stop);
    }

    /// <summary>What the real runner makes of a stop.</summary>
    public static Outcome AsStopped(AttemptStop stop) => stop.Reason switch
    {
        StopReason.Cancelled => Outcome.Cancelled("asked for"),
        StopReason.TimedOut => Outcome.Failed("timeout", "took too long"),
        _ => Outcome.Released,
    };

    public static Task Signalled(CancellationToken token)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(signalled.SetResult);
        return signalled.Task;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
