using Longhaul.Cli.Sessions;
using Longhaul.PostgreSql;
using Npgsql;

namespace Longhaul.Cli.Bench.Places;

/// <summary>A schema of its own in a PostgreSQL database.</summary>
internal sealed class ServerPlace : BenchPlace
{
    private readonly StoreChoice _choice;
    private readonly NpgsqlConnection _control;
    private readonly BenchSchema _schema;
    private readonly ServerMeter _meter;

    private ServerPlace(
        StoreChoice choice, IReadOnlyDictionary<string, string> variables, NpgsqlConnection control, BenchSchema schema, ServerMeter meter)
    {
        (_choice, _control, _schema, _meter) = (choice, control, schema, meter);
        WorkerVariables = variables;
        Address = AddressOf(choice);
        Description = $"PostgreSQL {control.PostgreSqlVersion}, {Address}, schema {Address.Schema}";
        Folder = Directory.CreateTempSubdirectory("longhaul-bench-").FullName;
    }

    /// <summary>Where it is.</summary>
    public PostgreSqlAddress Address { get; }

    /// <summary>The schema's name as it stands in a statement.</summary>
    public string Schema => _schema.Quoted;

    public override string Description { get; }

    public override string Folder { get; }

    public override IReadOnlyDictionary<string, string> WorkerVariables { get; }

    /// <summary>Makes the schema that the choice's address names; one that an earlier run was killed in is taken over.</summary>
    /// <param name="choice">Where, in which schema, and how the store is opened.</param>
    /// <param name="variables">What tells a worker process the same address.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UsageException">Another run uses the schema, or it is something else.</exception>
    public static async Task<ServerPlace> OpenAsync(
        StoreChoice choice, IReadOnlyDictionary<string, string> variables, CancellationToken cancel)
    {
        var address = AddressOf(choice);
        await PostgreSqlExamination.RunAsync(address, cancel); // tells in the usual words why the server cannot be used
        var control = await ServerAccess.OpenAsync(address, cancel);
        try
        {
            var schema = new BenchSchema(control, address);
            await schema.TakeAsync(cancel);
            var meter = await ServerMeter.OpenAsync(control, address, cancel);
            return new ServerPlace(choice, variables, control, schema, meter);
        }
        catch
        {
            await control.DisposeAsync();
            throw;
        }
    }

    public override IJobStore OpenStore() => StoreOpening.Open(_choice);

    public override async Task EmptyAsync(CancellationToken cancel)
    {
        await _schema.MakeAnewAsync(cancel);
        await using var store = OpenStore();
        await store.Schema.MigrateAsync(cancel);
        await CheckpointAsync(cancel);
    }

    public override async Task SettleAsync(CancellationToken cancel)
    {
        await _control.RunAsync($"vacuum analyze {Schema}.jobs", cancel);
        await CheckpointAsync(cancel);
    }

    public override async Task<bool> HasOpenJobsAsync(CancellationToken cancel) =>
        await _control.AskAsync<bool>($"select exists (select 1 from {Schema}.jobs)", cancel);

    /// <summary>Holds a snapshot of the database open, as a forgotten transaction would, until what it answers with is disposed.</summary>
    public async Task<IAsyncDisposable> HoldSnapshotAsync(CancellationToken cancel)
    {
        var connection = await ServerAccess.OpenAsync(Address, cancel);
        await connection.RunAsync(
            "set idle_in_transaction_session_timeout = 0; begin isolation level repeatable read; select count(*) from pg_class", cancel);
        return connection;
    }

    public override async Task<StoreReading?> ReadAsync(CancellationToken cancel) => await _meter.ReadAsync(cancel);

    public override async ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        await _schema.DropAsync();
        await _control.DisposeAsync();
    }

    private static PostgreSqlAddress AddressOf(StoreChoice choice) => ((StorePlace.Server)choice.Place).Address;

    // So that no measurement pays for the writing that the one before it left undone; where this user may not, it does.
    private async Task CheckpointAsync(CancellationToken cancel)
    {
        try
        {
            await _control.RunAsync("checkpoint", cancel);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The server's own interval has to do.
        }
    }
}
