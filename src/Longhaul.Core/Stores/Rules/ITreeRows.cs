using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Whole trees, and who waits for whom.</summary>
internal interface ITreeRows
{
    /// <summary>All members of a tree in the order of ids.</summary>
    List<JobRecord> Tree(long rootId);

    /// <summary>The children that decide how a container ends: those that failed or were cancelled, in the order of ids.</summary>
    List<JobRecord> UnsatisfiedChildren(long parentId);

    /// <summary>All children of a container, in the order of ids.</summary>
    List<JobRecord> Children(long parentId);

    int CountOpenChildren(long parentId);

    /// <summary>Who waits for a job, in the order of ids.</summary>
    List<DependencyEdge> DependentsOf(long jobId);

    /// <summary>What a job waits for, in the order of ids.</summary>
    List<DependencyEdge> NeedsOf(long jobId);

    void AddEdge(DependencyEdge edge);

    void MoveToHistory(long rootId);

    void MoveToOpen(long rootId);

    /// <summary>Removes members of an open tree that are over, with all that belongs to them.</summary>
    void RemoveMembers(IReadOnlyList<long> ids);

    /// <summary>Removes a tree that is over with all that belongs to it; its unique keys stay until they expire.</summary>
    /// <returns>How many jobs it had.</returns>
    int Remove(long rootId);
}
