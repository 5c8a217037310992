using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql;

/// <summary>What is asked of artifacts.</summary>
public sealed partial class PostgreSqlJobStore
{
    async Task<long> IJobQueries.SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel) => (await _runner.QueryAsync(
        rootId is null ? "Queries/sum_artifacts" : "Queries/sum_tree_artifacts",
        sql => (rootId is { } id ? sql.Set("@root_id", id) : sql).Set("@tenant", tenant),
        row => row.Long(0),
        cancel).ConfigureAwait(false)).Single();
}
