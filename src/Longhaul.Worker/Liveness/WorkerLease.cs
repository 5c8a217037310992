using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Liveness;

/// <summary>This worker's right to its running jobs, as far as it can know by itself, and the source of its tokens.</summary>
internal sealed class WorkerLease(LeasePolicy policy, TimeProvider clock)
{
    private readonly Gate _held = new();
    private readonly Lock _lock = new();
    private readonly List<Guid> _former = [];
    private long _renewedAt;
    private long _claims;
    private Guid _instance;

    /// <summary>How long exclusive jobs of a silent worker are safe from being started elsewhere.</summary>
    public TimeSpan ExclusiveTtl => policy.Tick * policy.ExclusiveTicks;

    /// <summary>What is kept between the last sign of an exclusive attempt here and its first sign elsewhere.</summary>
    public TimeSpan Margin => TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(15).Ticks, ExclusiveTtl.Ticks / 6));

    /// <summary>The instance it is registered as, or was last.</summary>
    public Guid Instance
    {
        get
        {
            lock (_lock)
            {
                return _instance;
            }
        }
    }

    /// <summary>True from registration until the store calls it lost.</summary>
    public bool IsHeld => _held.IsOpen;

    /// <summary>How long ago the last successful renewal was begun.</summary>
    public TimeSpan SinceRenewal => clock.GetElapsedTime(Interlocked.Read(ref _renewedAt));

    /// <summary>Instances that this process was and that the store declared dead.</summary>
    public IReadOnlyList<Guid> Former
    {
        get
        {
            lock (_lock)
            {
                return [.. _former];
            }
        }
    }

    public Task WaitUntilHeldAsync(CancellationToken cancel) => _held.WaitAsync(cancel);

    /// <summary>Starts a life under an instance id, from a registration begun at <paramref name="startedAt"/>.</summary>
    public void Begin(Guid instance, long startedAt)
    {
        lock (_lock)
        {
            _instance = instance;
            _renewedAt = startedAt;
        }

        _held.Open();
    }

    /// <summary>Counts on from a renewal begun at <paramref name="startedAt"/>: the store may have taken it at any time since.</summary>
    public void Renewed(long startedAt) =>
        Interlocked.Exchange(ref _renewedAt, Math.Max(startedAt, Interlocked.Read(ref _renewedAt)));

    /// <summary>Ends the life under an instance id: nothing it claimed belongs to it any more. False where it has ended already.</summary>
    public bool Lose(Guid instance)
    {
        lock (_lock)
        {
            if (instance != _instance || !_held.Close())
            {
                return false;
            }

            _former.Add(instance);
            return true;
        }
    }

    /// <summary>A token that was never used.</summary>
    public AttemptToken NextToken() => new(Instance, Interlocked.Increment(ref _claims));

    /// <summary>True where this is the instance that the worker is registered as now.</summary>
    public bool Holds(Guid instance) => IsHeld && Instance == instance;

    /// <summary>Whether an attempt may start now: it is of this life, and, where exclusive, the lease is fresh enough.</summary>
    public bool Allows(RunningJob job) =>
        Holds(job.Attempt.Token.Instance) && (!job.IsExclusive || SinceRenewal < ExclusiveStopAfter(job.Grace));

    /// <summary>
    /// After this long without renewal an exclusive attempt is told to stop: early enough for its grace, late enough to outlive an
    /// outage of a minute.
    /// </summary>
    public TimeSpan ExclusiveStopAfter(TimeSpan grace)
    {
        var early = ExclusiveTtl - grace - Margin;
        return early < ExclusiveTtl / 3 ? ExclusiveTtl / 3 : early;
    }

    /// <summary>After this long without renewal an exclusive attempt is killed, grace or not.</summary>
    public TimeSpan ExclusiveKillAfter => ExclusiveTtl - Margin;

    /// <summary>After this long the process itself must end where an exclusive attempt still runs.</summary>
    public TimeSpan ExclusiveEndAfter => ExclusiveTtl - (Margin / 2);
}
