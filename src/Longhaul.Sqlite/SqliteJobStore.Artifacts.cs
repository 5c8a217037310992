using Longhaul.Core.Stores;
using Longhaul.Sqlite.Lookups;

namespace Longhaul.Sqlite;

/// <summary>What is asked of artifacts.</summary>
public sealed partial class SqliteJobStore
{
    Task<IReadOnlyList<StepFiles>> IJobQueries.ListFilesAsync(long parentId, long after, int limit, CancellationToken cancel) => Read<IReadOnlyList<StepFiles>>(
        db => db.Sql("Queries/list_files").Set("@parent_id", parentId).Set("@after", after).Set("@limit", (long)limit).All(ScopeRows.ReadFiles), cancel);

    Task<long> IJobQueries.SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel) => Read(
        db =>
        {
            var sql = rootId is { } id ? db.Sql("Queries/sum_tree_artifacts").Set("@root_id", id) : db.Sql("Queries/sum_artifacts");
            return sql.Set("@tenant", tenant).All(row => row.Long(0)).Single();
        },
        cancel);
}
