using System.Collections.Concurrent;
using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Memory;

/// <summary>The processes of all jobs that run here as commands.</summary>
internal sealed class JobTrees
{
    private readonly ConcurrentDictionary<AttemptRef, JobTree> _trees = new();

    public bool IsEmpty => _trees.IsEmpty;

    public IEnumerable<JobTree> All => _trees.Select(pair => pair.Value);

    public void Add(JobTree tree) => _trees[tree.Attempt] = tree;

    public void Remove(AttemptRef attempt) => _trees.TryRemove(attempt, out _);

    public JobTree? Find(AttemptRef attempt) => _trees.GetValueOrDefault(attempt);
}
