using Longhaul.Core.Pipelines;
using Longhaul.Core.Workers;
using Longhaul.Worker;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>Puts a worker together.</summary>
internal static class WorkerStart
{
    public static WorkerSetup Setup(
        WorkerPlan plan,
        ProjectDefinition project,
        IJobStore store,
        ILoggerFactory logs,
        Func<IWorkerReports, CancellationToken, Task<string>>? startHealth = null) => new()
    {
        Options = new WorkerOptions
        {
            Label = plan.Settings.Label,
            Places = plan.Settings.MaxConcurrentJobs,
            Queues = plan.Queues,
            PollInterval = plan.Settings.PollInterval,
            Prefetch = plan.Settings.Prefetch,
            ShutdownTimeout = plan.Settings.ShutdownTimeout,
            Lease = plan.Session.Store.Lease,
            MaxJobs = plan.Settings.MaxJobs,
            MaxAge = plan.Settings.MaxAge,
            MaxMemoryBytes = plan.Settings.MaxMemoryBytes,
            MemoryLimitBytes = plan.Settings.MemoryLimitBytes,
            MemorySoftLimitBytes = plan.Settings.MemorySoftLimitBytes,
            KeepHistory = plan.Settings.KeepHistory,
            KeepCosts = plan.Settings.KeepCosts,
            KeepAudit = plan.Settings.KeepAudit,
            Migrate = plan.Session.Migrate,
        },
        Project = project,
        Store = store,
        DataFolder = DataFolder.Require(plan.DataFolder),
        Artifacts = plan.Bucket?.Open(plan.DataFolder),
        Keys = plan.Session.Keys,
        Logs = logs,
        StartHealth = startHealth,
        AdoptsOrphans = true,
    };

    /// <summary>The exit code of a worker that ended.</summary>
    public static int Code(WorkerExit exit, StopSignals signals) => exit switch
    {
        WorkerExit.StoppedNow => signals.Code,
        WorkerExit.Outdated => ExitCode.BadConfiguration,
        _ => ExitCode.Done,
    };
}
