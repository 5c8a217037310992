using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>What one call may use while it runs inside a group's transaction.</summary>
internal sealed class Transaction(Database db, StoreOptions options)
{
    private long? _sequence;

    public Database Db => db;

    public StoreOptions Options => options;

    /// <summary>The store's clock when the call began, in whole milliseconds.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds(options.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    public long NowMs => Now.ToUnixTimeMilliseconds();

    /// <summary>What the call did must be on disk when it is answered, though calls of its sort need not be.</summary>
    public bool MustBeSynced { get; set; }

    public Statement Sql(string name) => db.Sql(name);

    /// <summary>The next id or position.</summary>
    public long NextNumber()
    {
        _sequence = (_sequence ?? db.Sql("Counters/read").Set("@name", "sequence").First(row => row.Long(0))) + 1;
        return _sequence.Value;
    }

    /// <summary>Keeps the numbers that were given.</summary>
    public void Close()
    {
        if (_sequence is { } last)
        {
            db.Sql("Counters/write").Set("@name", "sequence").Set("@n", last).Run();
        }
    }
}
