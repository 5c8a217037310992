using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Queues with limits.</summary>
internal sealed class LimitTable(Transaction transaction) : ILimitRows
{
    /// <summary>True once limits were changed.</summary>
    public bool HasChanged { get; private set; }

    public IReadOnlyList<LimitRecord> All() => transaction.Sql("Limits/list").All(Read);

    public IReadOnlyList<LimitRecord> LockAll()
    {
        transaction.Sql("Limits/lock_declarations").First(_ => 0);
        transaction.Sql("Limits/lock_claims").First(_ => 0);
        return All();
    }

    public void Put(LimitRecord record)
    {
        HasChanged = true;
        transaction.Sql("Limits/upsert").Set("@queue", record.Limit.Queue)
            .Set("@running", (long?)record.Limit.Running).Set("@rate_starts", (long?)record.Limit.Rate?.Starts)
            .Set("@rate_window", record.Limit.Rate?.Window).Set("@project", record.Project).Run();
    }

    public void Remove(string queue)
    {
        HasChanged = true;
        transaction.Sql("Limits/delete").Set("@queue", queue).Run();
    }

    public void CountRunning(string queue, bool on) =>
        transaction.Sql(on ? "Limits/add_running" : "Limits/forget_running").Set("@queue", queue).Run();

    public void ForgetStarts(string queue, DateTimeOffset? through) =>
        transaction.Sql("Limits/forget_starts").Set("@queue", queue).Set("@through", through ?? DateTimeOffset.MaxValue).Run();

    /// <summary>What a queue with limits has left, for somebody who only looks; null where it has none.</summary>
    public static QueueRoom? Look(Transaction transaction, string queue) => transaction.Sql("Limits/list_queues").Set("@queues", new[] { queue }).All(LimitRow.Of)
        .Select(known => Room(transaction, known, limit => transaction.Sql("Limits/look_running").Set("@queue", limit.Queue).First(row => row.Int(0))))
        .FirstOrDefault();

    /// <summary>
    /// Locks those of some queues that have limits; what is read in later statements stays so until the transaction ends. Of several queues, those from which
    /// somebody else claims are not waited for; one that is full is not locked.
    /// </summary>
    public static List<LimitRow> Lock(Transaction transaction, IReadOnlyCollection<string> queues, IEnumerable<long> countFrom) => transaction
        .Sql(queues.Count > 1 ? "Limits/lock_free_queues" : "Limits/lock_queues").Set("@queues", queues).Set("@count_from", countFrom).All(LimitRow.Of);

    /// <summary>What a queue has left.</summary>
    public static QueueRoom Room(Transaction transaction, LimitRow known, Func<QueueLimit, int> countRunning) => new(
        known.Limit, known.Paused, known.Full ? known.Limit.Running ?? 0 : known.Limit.Running is null || known.Busy ? 0 : countRunning(known.Limit),
        known.Limit.Rate is not { } rate || known.Busy ? [] : transaction.Sql("Limits/list_starts").Set("@queue", known.Limit.Queue).Set("@now", transaction.Now)
            .Set("@after", transaction.Now - rate.Window).All(row => new StartsAt(row.Time(0), row.Int(1))),
        transaction.Now)
    {
        Busy = known.Busy,
    };

    /// <summary>A rate of two columns.</summary>
    public static Rate? ReadRate(Row row, int column) => row.IsNull(column) ? null : new Rate(row.Int(column), row.Span(column + 1));

    public static LimitRecord Read(Row row) => new(new QueueLimit(row.Text(0), row.IntOrNull(1), ReadRate(row, 2)), row.Text(4));
}

/// <summary>A queue with limits as a claim finds it.</summary>
/// <param name="Limit">Its limits.</param>
/// <param name="Paused">Nothing of it is claimed.</param>
/// <param name="Full">As many of its jobs run as may, and it was not locked.</param>
/// <param name="Busy">Somebody else claims from it at this moment, and it was not locked.</param>
internal readonly record struct LimitRow(QueueLimit Limit, bool Paused, bool Full, bool Busy)
{
    /// <summary>What is asked for before any is locked: which queues are full, as this begins.</summary>
    public const string Asked = """
        select l.queue, l.rate_starts is null and l.running <= (
            select count(*) from {schema}.queue_running r
            where r.queue = l.queue and r.n >= q.count_from
                and (select j.state = 3 and j.attempt = r.attempt from {schema}.jobs j where j.id = r.job_id)) is true as is_full
        from unnest(@queues, @count_from) as q (queue, count_from) join {schema}.queue_limits l on l.queue = q.queue
        """;

    /// <summary>The rows of those that were asked for, locked or not.</summary>
    public const string Answer = """
        select l.queue, l.running, l.rate_starts, l.rate_window, l.project, exists (select 1 from {schema}.pauses p where p.scope = 0 and p.name = l.queue), l.is_full, l.is_busy
        from (
            select *, false as is_full, false as is_busy from locked
            union all
            select l.queue, l.running, l.rate_starts, l.rate_window, l.project, a.is_full, not a.is_full
            from asked a join {schema}.queue_limits l on l.queue = a.queue where a.queue not in (select queue from locked)) l
        """;

    public static LimitRow Of(Row row) => new(LimitTable.Read(row).Limit, row.Bool(5), row.Bool(6), row.Bool(7));
}
