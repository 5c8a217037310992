using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Liveness;

namespace Longhaul.Worker.Tests.Support;

internal sealed class FakeKinds(params JobKind[] kinds) : IKindCatalog
{
    public IReadOnlyList<ServedKind> Served { get; } = [.. kinds.Select(kind => new ServedKind(kind.Name, "hash of " + kind.Name))];

    public JobKind? Find(JobRecord job) => kinds.FirstOrDefault(kind => kind.Name == job.Kind);
}

/// <summary>Knows who is gone because the test says so.</summary>
internal sealed class FakeProof : IProcessProof
{
    public WorkerProcess Self { get; init; } = new("host", "boot", "ns", 4711, 17);

    public ConcurrentDictionary<int, bool> Gone { get; } = new();

    public bool IsGone(WorkerProcess process) => Gone.ContainsKey(process.Pid);
}

internal sealed class FakeStrays : IStrayProcesses
{
    public ConcurrentQueue<Guid> Swept { get; } = new();

    public Exception? Fails { get; set; }

    public Task SweepAsync(IReadOnlyCollection<Guid> deadInstances, CancellationToken cancel)
    {
        foreach (var instance in deadInstances)
        {
            Swept.Enqueue(instance);
        }

        return Fails is null ? Task.CompletedTask : Task.FromException(Fails);
    }
}
