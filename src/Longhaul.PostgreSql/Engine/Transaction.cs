using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>What one call may use while its transaction is open. Calls to the server wait on the calling thread.</summary>
internal sealed class Transaction(NpgsqlConnection connection, SqlText text, StoreOptions options)
{
    private readonly Queue<long> _numbers = new();
    private DateTimeOffset? _now;

    public StoreOptions Options => options;

    /// <summary>The store's clock when the call first asked, in whole milliseconds.</summary>
    public DateTimeOffset Now => _now ??= Sql("Meta/now").First(row => row.Time(0));

    /// <summary>Whether any lane is fair; null while that was not asked.</summary>
    public bool? HasFairLanes { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>True where its statements may take as long as they do.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>How long it waits for a lock once it asks for unique keys, in milliseconds; null for as long as the session does.</summary>
    public int? KeyWaitMs { get; set; }

    public Statement Sql(string name)
    {
        var command = new NpgsqlCommand(text.Read(name), connection);
        command.CommandTimeout = IsUnbounded ? 0 : command.CommandTimeout;
        return new Statement(command);
    }

    /// <summary>The next id or position.</summary>
    public long NextNumber()
    {
        if (_numbers.Count == 0)
        {
            Reserve(1);
        }

        return _numbers.Dequeue();
    }

    /// <summary>Fetches numbers that will be asked for, and with them the time and whether any lane is fair.</summary>
    public void Reserve(int count)
    {
        var rows = Sql("Meta/next_numbers").Set("@count", count)
            .All(row => (Number: row.Long(0), Now: row.Time(1), HasFairLanes: row.Bool(2)));
        rows.ForEach(row => _numbers.Enqueue(row.Number));
        if (rows is [var first, ..])
        {
            _now ??= first.Now;
            HasFairLanes = first.HasFairLanes;
        }
    }
}
