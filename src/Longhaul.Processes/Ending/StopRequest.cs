namespace Longhaul.Processes;

/// <summary>Remembers that a tree is to end, so that it is told once and killed once.</summary>
internal sealed class StopRequest(TimeProvider time)
{
    static readonly TimeSpan LongestGrace = TimeSpan.FromDays(1);

    readonly TaskCompletionSource _killDue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _gate = new();
    long _begunAt;

    /// <summary>Completes when the grace is over.</summary>
    internal Task KillDue => _killDue.Task;

    internal bool Begun { get; private set; }

    internal bool TermSent { get; private set; }

    internal TimeSpan Elapsed => Begun ? time.GetElapsedTime(_begunAt) : TimeSpan.Zero;

    /// <summary>True for the first who asks, who then has to send the one SIGTERM.</summary>
    internal bool TryBegin(TimeSpan grace)
    {
        lock (_gate)
        {
            if (Begun)
            {
                return false;
            }
            Begin();
            TermSent = true;
        }
        _ = ExpireAsync(grace);
        return true;
    }

    internal void KillNow()
    {
        lock (_gate)
        {
            if (!Begun)
            {
                Begin();
            }
        }
        _killDue.TrySetResult();
    }

    void Begin()
    {
        _begunAt = time.GetTimestamp();
        Begun = true;
    }

    async Task ExpireAsync(TimeSpan grace)
    {
        await Task.Delay(TimeSpan.FromTicks(Math.Clamp(grace.Ticks, 0, LongestGrace.Ticks)), time).ConfigureAwait(false);
        _killDue.TrySetResult();
    }
}
