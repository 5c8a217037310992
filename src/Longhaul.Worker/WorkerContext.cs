using System.Reflection;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Memory;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>What the loops of one worker share.</summary>
internal sealed class WorkerContext : IDisposable
{
    public WorkerContext(WorkerSetup setup, WorkerParts parts)
    {
        // Deadlines of leases must run on while the machine is suspended, which the system's own timestamps do not.
        Clock = setup.Clock is null || setup.Clock == TimeProvider.System ? BootClock.Instance : setup.Clock;
        (Setup, Parts) = (setup, parts);
        Log = setup.Logs.CreateLogger("Longhaul.Worker");
        Metrics = new WorkerMetrics(Version);
        Guard = new ErrorGuard(Clock, Log, Metrics);
        Link = new StoreLink(Clock, Log);
        Room = new StoreRoom(Log);
        Calls = new StoreCalls(setup.Store, Link, Room, Life, Metrics, Clock, Log, Options.StoreTimeout);
        Lease = new WorkerLease(Options.Lease, Clock);
        Running = new RunningJobs(Guard);
        Places = new PlaceLimits(Options, setup.Project);
        Turns = new PlaceTurns(Places, Running, Options.Prefetch, Clock);
        Prefetched = new PrefetchedJobs(Clock);
        Plan = new PrefetchPlan(Options.Prefetch, Clock);
        Due = new DueTimes(Clock);
        Memory = new MemoryState(MemoryLimits.Of(Options, parts.MemorySource), parts.MemorySource, parts.Trees, parts.OwnMemory);
        Admission = new MemoryAdmission(this);
        StartedAt = Clock.GetTimestamp();
    }

    public WorkerSetup Setup { get; }

    public WorkerParts Parts { get; }

    public WorkerOptions Options => Setup.Options;

    public TimeProvider Clock { get; }

    public ILogger Log { get; }

    public WorkerMetrics Metrics { get; }

    public ErrorGuard Guard { get; }

    public StoreLink Link { get; }

    public StoreRoom Room { get; }

    public StoreCalls Calls { get; }

    public WorkerLease Lease { get; }

    public RunningJobs Running { get; }

    public PendingOutcomes Outcomes { get; } = new();

    public PlaceLimits Places { get; }

    /// <summary>Whose turn it is for the next place.</summary>
    public PlaceTurns Turns { get; }

    /// <summary>Jobs that were claimed in advance.</summary>
    public PrefetchedJobs Prefetched { get; }

    /// <summary>When promotion is to look, though it did not know when it last did.</summary>
    public DueTimes Due { get; }

    /// <summary>How many to claim in advance.</summary>
    public PrefetchPlan Plan { get; }

    /// <summary>
    /// A place is free when its job is over, before the store has its outcome. What is not delivered at a kill runs again; so that this stays
    /// within bounds, no more is begun while so many outcomes wait.
    /// </summary>
    public bool HasTooManyUndelivered => Outcomes.Underway >= Plan.UndeliveredLimit(Places.Total);

    /// <summary>Its memory and the limits of that.</summary>
    public MemoryState Memory { get; }

    /// <summary>What the jobs of each kind were seen to take.</summary>
    public PeakBook Peaks { get; } = new();

    /// <summary>For which kinds there is memory.</summary>
    public MemoryAdmission Admission { get; }

    /// <summary>Set to have the lease renewed at once.</summary>
    public AutoResetEvent BeatNow { get; } = new(false);

    public WorkerLife Life { get; } = new();

    /// <summary>When the worker was made, as a timestamp of its clock.</summary>
    public long StartedAt { get; }

    public TimeSpan Uptime => Clock.GetElapsedTime(StartedAt);

    /// <summary>The version of the program.</summary>
    public string Version { get; } =
        typeof(WorkerContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Hands in that these claimed jobs were not begun.</summary>
    public void GiveBack(IReadOnlyList<JobRecord> jobs) => HandIn(jobs, Outcome.Released);

    /// <summary>Hands in how claimed jobs ended that were not begun.</summary>
    public void HandIn(IReadOnlyList<JobRecord> jobs, Outcome outcome) => Outcomes.AddAll(
        [.. jobs.Select(job => new PendingOutcome(new Finish(job.Running!.Value, outcome), job.Kind))]);

    public void Dispose()
    {
        BeatNow.Dispose();
        Metrics.Dispose();
        Life.Dispose();
    }
}
