using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>Looking things up; each method is one or two short reads.</summary>
internal static class JobLookups
{
    public static async Task<JobRecord?> FindAsync(Runner runner, long id, CancellationToken cancel) =>
        await ListWhereItIsAsync("Jobs/find_open", "Jobs/find_over", "@id", runner, id, cancel).ConfigureAwait(false) is [var job, ..] ? job : null;

    public static Task<IReadOnlyList<JobRecord>> ListTreeAsync(Runner runner, long rootId, CancellationToken cancel) =>
        ListWhereItIsAsync("Jobs/list_open_tree", "Jobs/list_over_tree", "@root_id", runner, rootId, cancel);

    /// <summary>
    /// What is open, else what is over. Each is read at a moment of its own, and a run that is taken back into work goes the other way between the two: who
    /// finds nothing looks once more among the open ones.
    /// </summary>
    private static async Task<IReadOnlyList<JobRecord>> ListWhereItIsAsync(
        string openOnes, string overOnes, string parameter, Runner runner, long id, CancellationToken cancel)
    {
        var found = await ListOpenAsync().ConfigureAwait(false);
        if (found.Count == 0)
        {
            var over = await JobDays.FindOverAsync(runner, id, cancel).ConfigureAwait(false);
            found = await runner.QueryAsync(overOnes, sql => sql.Set(parameter, id).Set("@over", over), row => JobRow.Read(row), cancel).ConfigureAwait(false);
        }

        return found.Count > 0 ? found : await ListOpenAsync().ConfigureAwait(false);

        Task<List<JobRecord>> ListOpenAsync() => runner.QueryAsync(openOnes, sql => sql.Set(parameter, id), JobRow.ReadOpen, cancel);
    }

    public static async Task<IReadOnlyList<DependencyEdge>> ListDependenciesAsync(Runner runner, long rootId, CancellationToken cancel)
    {
        var over = await JobDays.FindOverAsync(runner, rootId, cancel).ConfigureAwait(false);
        return await runner.QueryAsync(
            "Queries/list_dependencies", sql => sql.Set("@root_id", rootId).Set("@over", over), TreeTable.ReadEdge, cancel).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<AttemptRecord>> ListAttemptsAsync(Runner runner, long jobId, CancellationToken cancel)
    {
        var days = await JobDays.FindAsync(runner, jobId, cancel).ConfigureAwait(false);
        return days.Begun.Count == 0 ? [] : await runner.QueryAsync(
            "Attempts/list", sql => sql.Set("@job_id", jobId).Set("@begun", days.Begun).Set("@over", days.Over), AttemptTable.Read, cancel).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<AttemptRef>> ListHeldAsync(Runner runner, Guid instance, CancellationToken cancel) =>
        await runner.QueryAsync("Claims/list_held", sql => sql.Set("@instance", instance), JobRow.ReadAttempt, cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<AttemptRef>> ListCancelRequestsAsync(Runner runner, Guid instance, CancellationToken cancel) =>
        await runner.QueryAsync(
            "Workers/list_cancel_requests", sql => sql.Set("@instance", instance), JobRow.ReadAttempt, cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<WorkerRecord>> ListWorkersAsync(Runner runner, CancellationToken cancel) =>
        await runner.QueryAsync("Workers/list", _ => { }, WorkerChanges.Read, cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(Runner runner, CancellationToken cancel) => await runner.QueryAsync(
        "Queries/list_queues",
        _ => { },
        row => new QueueRecord(row.Text(0), row.Bool(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5))
        {
            Limit = row.IntOrNull(6), Rate = LimitTable.ReadRate(row, 7),
        },
        cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<TenantRecord>> ListTenantsAsync(Runner runner, CancellationToken cancel) =>
        await runner.QueryAsync("Tenants/list", _ => { }, TenantTable.Read, cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<SecretRecord>> ListSecretsAsync(
        Runner runner, int limit, SecretRef? after, CancellationToken cancel) => await runner.QueryAsync(
            "Secrets/list",
            sql => sql.Set("@tenant", after?.Tenant).Set("@name", after?.Name).Set("@limit", limit),
            SecretTable.Read,
            cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<SecretToken>> FindSecretsAsync(
        Runner runner, IReadOnlyCollection<SecretRef> secrets, CancellationToken cancel)
    {
        SecretChecks.CheckCount(secrets.Count);
        return await runner.QueryAsync(
            "Secrets/find",
            sql => sql.Set("@tenants", secrets.Select(secret => secret.Tenant)).Set("@names", secrets.Select(secret => secret.Name)),
            row => new SecretToken(new SecretRef(row.Text(0), row.Text(1)), row.Text(2)),
            cancel).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<PauseRecord>> ListPausesAsync(Runner runner, CancellationToken cancel) =>
        await runner.QueryAsync("Pauses/list", _ => { }, PauseTable.Read, cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<LogPiece>> ReadLogAsync(Runner runner, long jobId, LogPlace after, int limit, CancellationToken cancel)
    {
        var days = await JobDays.FindAsync(runner, jobId, cancel).ConfigureAwait(false);
        return days.Begun.Count == 0 ? [] : await runner.QueryAsync(
            "Logs/read",
            sql => sql.Set("@job_id", jobId).Set("@begun", days.Begun).Set("@attempt", after.AttemptNumber).Set("@sequence", after.Sequence).Set("@limit", limit),
            row => new LogPiece(new LogPlace(row.Int(0), row.Long(1)), (LogStream)row.Short(2), row.Time(3), row.Text(4)),
            cancel).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<AuditRecord>> ListAuditAsync(Runner runner, AuditFilter filter, int limit, long? before, CancellationToken cancel) =>
        await runner.QueryAsync(
            "Audit/list",
            sql => sql.Set("@limit", limit).Set("@before", before).Set("@actor", filter.Actor).Set("@action", filter.Action),
            AuditTable.Read,
            cancel).ConfigureAwait(false);

    public static async Task<ScheduleList> ListSchedulesAsync(Runner runner, string? project, CancellationToken cancel)
    {
        var rows = await runner.QueryAsync(
            "Schedules/list",
            sql => sql.Set("@project", project),
            row => (Now: row.Time(11), Schedule: row.IsNull(0) ? null : ScheduleTable.Read(row)),
            cancel).ConfigureAwait(false);
        return new ScheduleList(rows[0].Now, [.. rows.Select(row => row.Schedule).OfType<ScheduleRecord>()]);
    }
}
