using Longhaul.Core.Jobs;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker;

/// <summary>
/// Keeps the worker and its jobs within their memory. At the soft limit no more jobs are taken; where it stays reached with nothing running, the worker itself is
/// too big and ends to be started anew. At the hard limit the job that holds the most above its share is killed, one at a time.
/// </summary>
internal sealed class MemoryGuard(WorkerContext worker)
{
    // No program that was tried fills memory faster on one core; so long before the limit can be reached is soon enough for the next look.
    private const double FastestBytesPerSecond = 2e9;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private bool _closely;
    private JobTree? _killed;
    private long? _emptySince;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var wait = Longest;
                await worker.Guard.RunAsync("memory", () => Task.FromResult(wait = RunOnce()), stop);
                await Task.Delay(wait, worker.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker's end.
        }
    }

    /// <summary>Looks once, does what has to be done, and answers when to look again.</summary>
    public TimeSpan RunOnce()
    {
        worker.Parts.OomKills.Note();
        var use = worker.Memory.Look(_closely);
        HoldHardLimit(use);
        HoldSoftLimit(use);
        RecycleIfTooBig(use);
        var wait = NextLook(use);
        _closely = wait < Longest;
        return wait;
    }

    private TimeSpan NextLook(MemoryUse use)
    {
        var seconds = (worker.Memory.Limits.HardBytes - use.Total) / FastestBytesPerSecond;
        return worker.Parts.Trees.IsEmpty || seconds >= Longest.TotalSeconds ? Longest
            : seconds <= Shortest.TotalSeconds ? Shortest
            : TimeSpan.FromSeconds(seconds);
    }

    private void HoldHardLimit(MemoryUse use)
    {
        // What the last one held is counted until its processes are gone.
        var isGoing = _killed is { } last && worker.Parts.Trees.Find(last.Attempt) is not null;
        if (use.Total < worker.Memory.Limits.HardBytes || isGoing || Greediest() is not { } tree)
        {
            return;
        }

        _killed = tree;
        var message = Message(use, tree);
        worker.Log.JobOutOfMemory(tree.Attempt.JobId, tree.Kind, message);
        tree.Kill(message);
    }

    /// <summary>The job that holds the most above what its kind says or was seen to take; null where each is within that, and the cause lies elsewhere.</summary>
    private JobTree? Greediest() => worker.Parts.Trees.All
        .Select(tree => (Tree: tree, Excess: tree.HeldBytes - ShareOf(tree)))
        .Where(one => one.Excess > 0)
        .OrderByDescending(one => one.Excess)
        .Select(one => one.Tree)
        .FirstOrDefault();

    private long ShareOf(JobTree tree) => tree.AllowedBytes ?? worker.Peaks.Of(tree.Kind);

    private string Message(MemoryUse use, JobTree tree)
    {
        var share = ShareOf(tree);
        var above = share > 0 ? $", of which {ByteSize.Show(share)} is its share" : "";
        return $"Killed at the worker's limit of {ByteSize.Show(worker.Memory.Limits.HardBytes)} of memory: {ByteSize.Show(use.Total)} were held, the most above its share by this "
            + $"job: {ByteSize.Show(tree.HeldBytes)}{above}. Say what it needs by `memory:`, or give the worker more (LONGHAUL_MEMORY_LIMIT_MB).";
    }

    private void HoldSoftLimit(MemoryUse use)
    {
        var isFull = use.Total >= worker.Memory.Limits.SoftBytes;
        if (isFull == worker.Memory.IsFull)
        {
            return;
        }

        worker.Memory.IsFull = isFull;
        if (isFull)
        {
            worker.Log.MemoryFull(ByteSize.Show(use.Total), ByteSize.Show(use.Own), ByteSize.Show(worker.Memory.Limits.SoftBytes));
        }
        else
        {
            worker.Log.MemoryFree(ByteSize.Show(use.Total));
            worker.Running.Freed.Ring();
        }
    }

    // Where others of the control group hold the greater part, a new start would change nothing.
    private void RecycleIfTooBig(MemoryUse use)
    {
        if (!worker.Memory.IsFull || worker.Running.Count > 0 || use.Own * 2 < worker.Memory.Limits.SoftBytes)
        {
            _emptySince = null;
            return;
        }

        _emptySince ??= worker.Clock.GetTimestamp();
        if (worker.Clock.GetElapsedTime(_emptySince.Value) >= Patience)
        {
            worker.Life.RequestStop(
                $"nothing runs, and it holds {ByteSize.Show(use.Own)} of memory itself, at its soft limit of {ByteSize.Show(worker.Memory.Limits.SoftBytes)}",
                WorkerExit.Recycled);
        }
    }
}
