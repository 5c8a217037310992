using System.Diagnostics;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Tests;

/// <summary>The least that a queue on SQLite has to do, as bare SQL on one connection with the same durability.</summary>
internal static class BareSql
{
    private const string Payload = """{"text":"about a hundred bytes of input, as a small job has it, with some more words here to fill"}""";

    private const string Claim = """
        update j set state = 1 where id in (
            select id from j where state = 0 and queue = 'default' order by priority, run_at, id limit @n)
        returning id, payload
        """;

    public static double SingleInserts(string folder, TimeSpan time)
    {
        using var db = Fresh(folder);
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.Elapsed < time; count++)
        {
            Insert(db);
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    public static (double Inserted, double Drained) Batches(string folder, int batch, int batches)
    {
        using var db = Fresh(folder);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < batches; i++)
        {
            InTransaction(db, () => Fill(db, batch));
        }

        var inserted = batches * batch / watch.Elapsed.TotalSeconds;
        watch.Restart();
        Drain(db, batch, TimeSpan.MaxValue);
        return (inserted, batches * batch / watch.Elapsed.TotalSeconds);
    }

    public static double SingleDrain(string folder, int jobs, TimeSpan time)
    {
        using var db = Fresh(folder);
        InTransaction(db, () => Fill(db, jobs));
        var watch = Stopwatch.StartNew();
        return Drain(db, 1, time) / watch.Elapsed.TotalSeconds;
    }

    private static int Drain(Database db, int batch, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        List<(long Id, string Payload)> taken;
        do
        {
            taken = [];
            InTransaction(db, () => taken = db.Text(Claim).Set("@n", batch).All(row => (row.Long(0), row.Text(1))));
            InTransaction(db, () => taken.ForEach(job => db.Text("delete from j where id = @id").Set("@id", job.Id).Run()));
            count += taken.Count;
        }
        while (taken.Count > 0 && watch.Elapsed < time);
        return count;
    }

    private static Database Fresh(string folder)
    {
        var db = Database.Open(Path.Combine(folder, Guid.NewGuid().ToString("N")), create: true, busyTimeoutMs: 1_000);
        db.Execute("pragma journal_mode = wal");
        db.Execute("pragma synchronous = full");
        db.Execute("pragma wal_autocheckpoint = 0");
        db.Execute("""
            create table j (id integer primary key, state int not null default 0, queue text not null default 'default',
                priority int not null default 0, run_at int not null default 0, payload text not null)
            """);
        db.Execute("create index j_avail on j (queue, priority, run_at, id) where state = 0");
        return db;
    }

    private static void Fill(Database db, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Insert(db);
        }
    }

    private static void Insert(Database db) => db.Text("insert into j (payload) values (@payload)").Set("@payload", Payload).Run();

    private static void InTransaction(Database db, Action work)
    {
        db.Text("begin immediate").Run();
        work();
        db.Text("commit").Run();
    }
}
