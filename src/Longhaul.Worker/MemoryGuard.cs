using Longhaul.Core.Jobs;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker;

/// <summary>
/// Keeps the worker and its jobs within their memory. At the soft limit no more jobs are taken; where it stays reached with nothing running, the worker itself is
/// too big and ends to be started anew; so does the first process of a container after longer, since the files in memory and the strangers there end with it. At the
/// hard limit the job that holds the most above its share is killed, one at a time.
/// </summary>
/// <param name="worker">The worker.</param>
/// <param name="ownsContainer">It is the first process of its container, whose end is the container's.</param>
internal sealed class MemoryGuard(WorkerContext worker, bool ownsContainer)
{
    // No program that was tried fills memory faster on one core; so long before the limit can be reached is soon enough for the next look.
    private const double FastestBytesPerSecond = 2e9;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What others hold may be given back; a container that is started anew every few minutes is as good as one that takes nothing.
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMinutes(5);

    private bool _closely;
    private bool _isHelpless;
    private JobTree? _killed;
    private long? _emptySince;

    public MemoryGuard(WorkerContext worker)
        : this(worker, Environment.ProcessId == 1)
    {
    }

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
        var hard = worker.Memory.Limits.HardBytes;
        // What the last one held is counted until its processes are gone.
        var isGoing = _killed is { } last && worker.Parts.Trees.Find(last.Attempt) is not null;
        if (use.Total < hard || isGoing)
        {
            _isHelpless = false;
            return;
        }

        if (MemoryVictim.Choose([.. worker.Parts.Trees.All], use, hard, worker.Peaks) is not { } victim)
        {
            SayHelpless(use);
            return;
        }

        _killed = victim.Tree;
        var message = Message(use, victim.Tree, victim.ShareBytes);
        worker.Log.JobOutOfMemory(victim.Tree.Attempt.JobId, victim.Tree.Kind, message);
        victim.Tree.Kill(message);
    }

    // No more jobs are taken, for the soft limit is reached as well.
    private void SayHelpless(MemoryUse use)
    {
        if (!_isHelpless)
        {
            _isHelpless = true;
            worker.Log.MemoryOfOthers(
                ByteSize.Show(worker.Memory.Limits.HardBytes), ByteSize.Show(use.Total), ByteSize.Show(use.Own), ByteSize.Show(use.Jobs), ByteSize.Show(use.Others));
        }
    }

    private string Message(MemoryUse use, JobTree tree, long share)
    {
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

    private void RecycleIfTooBig(MemoryUse use)
    {
        // Where others of the control group hold the greater part, a new start changes nothing unless the whole container is started anew with it.
        var isOwn = use.Own * 2 >= worker.Memory.Limits.SoftBytes;
        if (!worker.Memory.IsFull || worker.Running.Count > 0 || (!isOwn && !ownsContainer))
        {
            _emptySince = null;
            return;
        }

        _emptySince ??= worker.Clock.GetTimestamp();
        if (worker.Clock.GetElapsedTime(_emptySince.Value) >= (isOwn ? Patience : PatienceWithOthers))
        {
            var who = isOwn ? $"it holds {ByteSize.Show(use.Own)} of memory itself" : $"{ByteSize.Show(use.Total)} of memory are held in its container";
            worker.Life.RequestStop($"nothing runs, and {who}, at its soft limit of {ByteSize.Show(worker.Memory.Limits.SoftBytes)}", WorkerExit.Recycled);
        }
    }
}
