using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Which kinds this worker serves, and by which definition a job runs.</summary>
internal interface IKindCatalog
{
    /// <summary>The kinds it claims, each with a hash of its definition.</summary>
    IReadOnlyList<ServedKind> Served { get; }

    /// <summary>The kind by which a job runs: the one stored with it, else the one of the worker's own project; null where there is neither.</summary>
    JobKind? Find(JobRecord job);
}
