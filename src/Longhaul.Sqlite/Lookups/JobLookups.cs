using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Lookups;

/// <summary>Looking things up; each method is one short read.</summary>
internal static class JobLookups
{
    public static IReadOnlyList<DependencyEdge> ListDependencies(Database db, long rootId) =>
        db.Sql("Queries/list_dependencies").Set("@root_id", rootId).All(TreeTable.ReadEdge);

    public static IReadOnlyList<AttemptRecord> ListAttempts(Database db, long jobId) =>
        db.Sql("Attempts/list").Set("@job_id", jobId).All(AttemptTable.Read);

    public static IReadOnlyList<AttemptRef> ListHeld(Database db, Guid instance) =>
        db.Sql("Claims/list_held").Set("@instance", instance.ToString("N")).All(JobRow.ReadAttempt);

    public static IReadOnlyList<QueueRecord> ListQueues(Database db) => db.Sql("Queries/list_queues").All(row =>
        new QueueRecord(row.Text(0), row.Bool(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5))
        {
            Limit = (int?)row.LongOrNull(6), Rate = LimitTable.ReadRate(row, 7),
        });

    public static IReadOnlyList<TenantRecord> ListTenants(Database db) => db.Sql("Tenants/list").All(TenantTable.Read);

    public static IReadOnlyList<SecretRecord> ListSecrets(Database db, int limit, SecretRef? after) => db.Sql("Secrets/list")
        .Set("@tenant", after?.Tenant).Set("@name", after?.Name).Set("@limit", limit).All(SecretTable.Read);

    public static IReadOnlyList<SecretToken> FindSecrets(Database db, IReadOnlyCollection<SecretRef> secrets)
    {
        SecretChecks.CheckCount(secrets.Count);
        return [.. secrets.Distinct()
            .OrderBy(secret => secret.Tenant, StringComparer.Ordinal).ThenBy(secret => secret.Name, StringComparer.Ordinal)
            .Select(secret => db.Sql("Secrets/find").Set("@tenant", secret.Tenant).Set("@name", secret.Name).First(row => new SecretToken(secret, row.Text(0))))
            .OfType<SecretToken>()];
    }

    public static IReadOnlyList<PauseRecord> ListPauses(Database db) => db.Sql("Pauses/list").All(PauseTable.Read);

    public static IReadOnlyList<AuditRecord> ListAudit(Database db, AuditFilter filter, int limit, long? before) => db.Sql("Audit/list")
        .Set("@limit", limit).Set("@before", before).Set("@actor", filter.Actor).Set("@action", filter.Action).All(AuditTable.Read);

    public static IReadOnlyList<ScheduleRecord> ListSchedules(Database db, string? project) =>
        db.Sql("Schedules/list").Set("@project", project).All(ScheduleTable.Read);
}
