using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Queues with limits. What runs is counted among the jobs themselves; nobody else writes meanwhile.</summary>
internal sealed class LimitTable(Transaction transaction) : ILimitRows
{
    public IReadOnlyList<LimitRecord> All() => transaction.Sql("Limits/list").All(Read);

    public IReadOnlyList<LimitRecord> LockAll() => All();

    public void Put(LimitRecord record) => transaction.Sql("Limits/upsert")
        .Set("@queue", record.Limit.Queue).Set("@running", record.Limit.Running).Set("@rate_starts", record.Limit.Rate?.Starts)
        .Set("@rate_window_ms", (long?)record.Limit.Rate?.Window.TotalMilliseconds).Set("@project", record.Project).Run();

    public void Remove(string queue) => transaction.Sql("Limits/delete").Set("@queue", queue).Run();

    public void CountRunning(string queue, bool on)
    {
        // Nothing is kept for that.
    }

    public void ForgetStarts(string queue, DateTimeOffset? through) => transaction.Sql("Limits/forget_starts")
        .Set("@queue", queue).Set("@through", through?.ToUnixTimeMilliseconds() ?? long.MaxValue).Run();

    /// <summary>What those of some queues that have limits have left.</summary>
    public List<QueueRoom> Rooms(IEnumerable<string> queues) => Rooms(transaction.Db, transaction.Now, queues);

    /// <summary>What those of some queues that have limits have left.</summary>
    public static List<QueueRoom> Rooms(Database db, DateTimeOffset now, IEnumerable<string> queues) => db.Sql("Limits/list")
        .All(row => (Read(row).Limit, Paused: row.Bool(5))).Where(known => queues.Contains(known.Limit.Queue))
        .Select(known => Room(db, now, known.Limit, known.Paused)).ToList();

    public static List<JobRecord> Running(Database db, string queue, int limit) =>
        db.Sql("Limits/list_running").Set("@queue", queue).Set("@limit", limit).All(JobRow.Read);

    /// <summary>Keeps the claims that count, with so many more of now.</summary>
    public void Keep(QueueRoom room, int claimed)
    {
        if (room.Limit.Rate is not { } rate)
        {
            return;
        }

        ForgetStarts(room.Limit.Queue, room.Now - rate.Window);
        transaction.Sql("Limits/hold_starts").Set("@queue", room.Limit.Queue).Set("@now", transaction.NowMs).Run();
        if (claimed > 0)
        {
            transaction.Sql("Limits/add_starts").Set("@queue", room.Limit.Queue).Set("@now", transaction.NowMs).Set("@starts", claimed).Run();
        }
    }

    private static LimitRecord Read(Row row) => new(
        new QueueLimit(row.Text(0), (int?)row.LongOrNull(1), ReadRate(row, 2)), row.Text(4));

    /// <summary>A rate of two columns.</summary>
    public static Rate? ReadRate(Row row, int column) => row.IsNull(column) ? null : new Rate(row.Int(column), TimeSpan.FromMilliseconds(row.Long(column + 1)));

    private static QueueRoom Room(Database db, DateTimeOffset now, QueueLimit limit, bool paused) => new(
        limit, paused,
        limit.Running is null ? 0 : db.Sql("Limits/count_running").Set("@queue", limit.Queue).First(row => row.Int(0)),
        limit.Rate is null ? [] : db.Sql("Limits/list_starts").Set("@queue", limit.Queue).Set("@now", now.ToUnixTimeMilliseconds())
            .Set("@after", (now - limit.Rate.Value.Window).ToUnixTimeMilliseconds()).All(row => new StartsAt(row.Time(0), row.Int(1))),
        now);
}
