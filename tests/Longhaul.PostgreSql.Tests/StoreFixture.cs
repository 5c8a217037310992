using Longhaul.Core.Stores;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>One server for all tests of a class; each opens stores in a schema of its own.</summary>
public sealed class StoreFixture : IDisposable
{
    private int _schemas;

    public PostgreSqlServer Server { get; } = PostgreSqlServer.Start(durable: false, "max_prepared_transactions = 5");

    public NpgsqlDataSource Source => field ??= NpgsqlDataSource.Create(Server.ConnectionString);

    /// <summary>Takes back what migration 21 did.</summary>
    public static string WithoutTurns(string schema) =>
        $"drop table {schema}.key_times; alter table {schema}.slots drop column tenant, drop column tag, drop column key_set; create index slots_waiting on {schema}.slots (key, priority desc, position) where not held";

    public async Task<(PostgreSqlJobStore Store, string Schema)> MakeAsync(StoreOptions? options = null)
    {
        var schema = "s" + Interlocked.Increment(ref _schemas);
        var store = Open(schema, options);
        await store.Schema.MigrateAsync();
        return (store, schema);
    }

    public PostgreSqlJobStore Open(string schema, StoreOptions? options = null) =>
        PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(Server.ConnectionString, schema), options);

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await rows.ReadAsync())
        {
            all.Add(rows.GetFieldValue<T>(0));
        }

        return all;
    }

    public async Task DoAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Looks at something outside until it is more than nothing.</summary>
    public async Task UntilAnyAsync(string countSql, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(TimeSpan.FromSeconds(30));
        while (await AskAsync<long>(countSql) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, enough.Token);
        }
    }

    public void Dispose()
    {
        Source.Dispose();
        Server.Dispose();
    }
}
