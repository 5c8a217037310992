namespace Longhaul.Worker;

/// <summary>
/// Lets the queues that share the worker's places go round. Whoever was given a place last comes last for the next one; and since a queue of short jobs hands its places
/// from one of its jobs to the next without asking, one of them is left now and then while another queue may have something to do: else that would wait until the last of the
/// short ones is over, whatever its priority.
/// </summary>
internal sealed class PlaceTurns(PlaceLimits places, RunningJobs running, TimeSpan window, TimeProvider clock)
{
    private long _leftAt = clock.GetTimestamp();
    private string? _served;
    private string? _wanted;

    /// <summary>The queues in the order of their turns.</summary>
    public List<string> InTurn(IReadOnlyList<string> queues)
    {
        var last = Volatile.Read(ref _served) is { } served ? places.Queues.TakeWhile(queue => queue != served).Count() + 1 : 0;
        return [.. queues.OrderBy(queue => places.Queues.TakeWhile(other => other != queue).Count() < last)];
    }

    /// <summary>A queue was given a place.</summary>
    public void Serve(string queue) => Volatile.Write(ref _served, queue);

    /// <summary>Something of a queue waits that cannot come in advance: the next place that becomes free for it is left to the claim that takes it.</summary>
    public void WantPlace(string queue) => Volatile.Write(ref _wanted, queue);

    /// <summary>
    /// True where the place of a job that is over is to be left to the claim that comes next: once within the time for which jobs are claimed in advance, so that a worker with one place
    /// stands idle for one claim in so much work, and only where all places are taken and another queue has fewer than this one.
    /// </summary>
    /// <param name="queue">The job's queue.</param>
    public bool TryLeave(string queue)
    {
        if (Volatile.Read(ref _wanted) is { } wanted && (wanted == queue || running.CountIn(wanted) < places.Of(wanted))
            && Interlocked.CompareExchange(ref _wanted, null, wanted) == wanted)
        {
            return running.TryLeave();
        }

        var last = Volatile.Read(ref _leftAt);
        return places.Queues.Count > 1 && clock.GetElapsedTime(last) >= window && running.Count >= places.Total
            && running.CountIn(queue) is var own && places.Queues.Any(other => other != queue && running.CountIn(other) < Math.Min(places.Of(other), own))
            && Interlocked.CompareExchange(ref _leftAt, clock.GetTimestamp(), last) == last
            && running.TryLeave();
    }
}
