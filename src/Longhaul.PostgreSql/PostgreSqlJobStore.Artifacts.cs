using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Lookups;

namespace Longhaul.PostgreSql;

/// <summary>What is asked of artifacts.</summary>
public sealed partial class PostgreSqlJobStore
{
    async Task<IReadOnlyList<StepFiles>> IJobQueries.ListFilesAsync(long parentId, long after, int limit, CancellationToken cancel) => await _runner.QueryAsync(
        "Queries/list_files", sql => sql.Set("@parent_id", parentId).Set("@after", after).Set("@limit", limit), ScopeRows.ReadFiles, cancel).ConfigureAwait(false);

    async Task<long> IJobQueries.SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel) => (await _runner.QueryAsync(
        rootId is null ? "Queries/sum_artifacts" : "Queries/sum_tree_artifacts",
        sql => (rootId is { } id ? sql.Set("@root_id", id) : sql).Set("@tenant", tenant),
        row => row.Long(0),
        cancel).ConfigureAwait(false)).Single();
}
