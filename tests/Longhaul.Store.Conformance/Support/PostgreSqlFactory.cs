using System.Collections.Concurrent;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.Store.Conformance.Support;

/// <summary>
/// A schema of its own for each store, all on one server. Its clock is the test's: the schema's function for the time reads a table, which
/// follows the test's clock. Numbers start again where a call has left a gap, so that they can be compared with the model's.
/// </summary>
public class PostgreSqlFactory : IStoreFactory
{
    private static readonly Lazy<PostgreSqlServer> Server = new(() => StartedServers.Keep(PostgreSqlServer.Start(durable: false)));

    // Making a schema with its partitions takes a second, emptying one a few milliseconds; so they are used again.
    private static readonly ConcurrentBag<string> Spare = [];
    private static readonly Lazy<NpgsqlDataSource> Source = new(() => NpgsqlDataSource.Create(Server.Value.ConnectionString));
    private string? _schema;
    private ManualClock? _clock;

    public virtual string Name => "postgresql";

    public virtual int Sequences => 100;

    public virtual int SoakSequences => 200;

    public IJobStore Open(StoreOptions options)
    {
        _schema ??= Spare.TryTake(out var spare) ? spare : Make();
        if (options.Clock is ManualClock clock && _clock is null)
        {
            _clock = clock;
            Follow(this, EventArgs.Empty);
            clock.Moved += Follow;
        }

        return PostgreSqlJobStore.Open(Reach(_schema), options);
    }

    public long LastNumber() => Ask($"select case when is_called then last_value else 0 end from {_schema}.numbers");

    public void Rewind(long number) => Do($"select setval('{_schema}.numbers', {Math.Max(number, 1)}, {(number > 0 ? "true" : "false")})");

    /// <summary>How the store under test reaches its schema.</summary>
    protected virtual PostgreSqlAddress Reach(string schema) => Address(schema);

    protected static PostgreSqlServer TheServer => Server.Value;

    public void Dispose()
    {
        if (_clock is not null)
        {
            _clock.Moved -= Follow;
        }

        if (_schema is not null && IsWhole(_schema))
        {
            Do(string.Join(';', Emptied(_schema)));
            Spare.Add(_schema);
        }

        GC.SuppressFinalize(this);
    }

    private static string Make()
    {
        var schema = "t" + Guid.NewGuid().ToString("N")[..12];
        var store = PostgreSqlJobStore.Open(Address(schema));
        store.Schema.MigrateAsync().GetAwaiter().GetResult();
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Do($"create table {schema}.test_clock (at timestamptz)");
        Do($"insert into {schema}.test_clock values (now())");
        Do($"create or replace function {schema}.store_now() returns timestamptz language sql volatile as 'select at from {schema}.test_clock'");
        return schema;
    }

    private static PostgreSqlAddress Address(string schema) => PostgreSqlAddress.FromConnectionString(Server.Value.ConnectionString, schema);

    /// <summary>Days that a test has dropped are not made again for the next.</summary>
    private static bool IsWhole(string schema) => Ask($"select count(*) from {schema}.days where not has_history or sealed") == 0;

    private static IEnumerable<string> Emptied(string schema)
    {
        string[] tables = ["jobs", "history", "attempts", "logs", "dependencies", "slots", "slot_keys", "key_starts", "key_times", "unique_keys", "claims", "workers", "pauses", "schedules", "tenants", "secrets", "costs", "spent", "fair_lanes", "audit", "queue_limits", "queue_running", "queue_starts", "alerts", "notices", "alert_messages"];
        yield return "truncate " + string.Join(", ", tables.Select(table => $"{schema}.{table}")) + " restart identity";
        yield return $"update {schema}.beat set n = 0, last_at = '-infinity'";
        yield return $"update {schema}.audit_removed set id = 0, hash = repeat('0', 64)";
        yield return $"alter sequence {schema}.numbers restart";
    }

    private void Follow(object? sender, EventArgs e) => Do($"update {_schema}.test_clock set at = '{_clock!.Now:O}'");

    private static void Do(string sql)
    {
        using var command = Source.Value.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    private static long Ask(string sql)
    {
        using var command = Source.Value.CreateCommand(sql);
        return (long)command.ExecuteScalar()!;
    }
}
