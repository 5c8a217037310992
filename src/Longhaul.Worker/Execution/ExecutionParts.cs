using Longhaul.Processes;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker.Execution;

/// <summary>The side of a worker that runs attempts, as a project needs it.</summary>
internal static class ExecutionParts
{
    /// <summary>Makes it; its processes are marked, and what dead workers of the same data folder left is cleared up.</summary>
    public static WorkerParts For(WorkerSetup setup)
    {
        var kinds = new KindCatalog(setup.Project.Kinds, setup.Handlers.Keys);
        var clock = setup.Clock ?? TimeProvider.System;
        var memory = MemorySource.Detect();
        var options = new ExecutionOptions
        {
            DataFolder = setup.DataFolder,
            ProjectFolder = setup.Project.Folder,
            LimitedQueues = [.. setup.Project.Queues.Values.Where(queue => queue.Limit is not null).Select(queue => queue.Name)],
            TenantSettings = setup.Project.Tenants.Where(tenant => tenant.Settings is not null).ToDictionary(tenant => tenant.Name, tenant => tenant.Settings!),
            Artifacts = setup.Artifacts,
            ArtifactBounds = setup.Project.Artifacts.Bounds,
            Keys = setup.Keys,
            OomKills = new OomCounter(memory.ReadOomKills, clock),
            MemoryBytes = MemoryLimits.Of(setup.Options, memory).HardBytes,
            Children = new SupervisorOptions { InstanceId = "", Subreaper = setup.AdoptsOrphans },
        };
        var engine = new ExecutionEngine(options, setup.Store, kinds, setup.Handlers, clock, setup.Logs);
        return new WorkerParts
        {
            Runner = engine,
            Output = engine.Output,
            Settle = engine.Settle,
            Spent = () => engine.Costs.Totals,
            Kinds = kinds,
            Strays = engine.Strays,
            Proof = new ProcProcessProof(),
            Protections = () => engine.Protections,
            MemorySource = memory,
            Trees = options.Trees,
            OomKills = options.OomKills,
        };
    }
}
