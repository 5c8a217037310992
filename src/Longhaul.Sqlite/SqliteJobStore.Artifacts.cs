using Longhaul.Core.Stores;

namespace Longhaul.Sqlite;

/// <summary>What is asked of artifacts.</summary>
public sealed partial class SqliteJobStore
{
    Task<long> IJobQueries.SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel) => Read(
        db =>
        {
            var sql = rootId is { } id ? db.Sql("Queries/sum_tree_artifacts").Set("@root_id", id) : db.Sql("Queries/sum_artifacts");
            return sql.Set("@tenant", tenant).All(row => row.Long(0)).Single();
        },
        cancel);
}
