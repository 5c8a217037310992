using Longhaul.PostgreSql;
using Npgsql;

namespace Longhaul.Cli.Bench.Places;

/// <summary>The schema that is measured in: marked as such, and held by one run at a time.</summary>
internal sealed class BenchSchema(NpgsqlConnection control, PostgreSqlAddress address)
{
    private const string Mark = "made by longhaul bench, which drops it";

    private static readonly TimeSpan DropTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Its name as it stands in a statement.</summary>
    public string Quoted { get; } = '"' + address.Schema.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>Takes it for this run, as long as the connection lasts.</summary>
    /// <exception cref="UsageException">Another run uses it, or it is something else.</exception>
    public async Task TakeAsync(CancellationToken cancel)
    {
        // A pooler would keep the lock with a connection that others get.
        const string take = "select pg_try_advisory_lock(hashtextextended('longhaul bench ' || $1, 0))";
        if (!address.IsPooled && !await control.AskAsync<bool>(take, cancel, address.Schema))
        {
            throw new UsageException($"bench: another bench measures in the schema {TerminalText.Quote(address.Schema)} of {address}; wait for its end");
        }

        const string look = "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = $1";
        if (await control.AskAsync<string>(look, cancel, address.Schema) is { } mark && mark != Mark)
        {
            throw new UsageException(
                $"bench: the schema {TerminalText.Quote(address.Schema)} of {address} was not made by measuring, and would be dropped; "
                + "set LONGHAUL_SCHEMA to another name, to which _bench is added");
        }
    }

    /// <summary>Makes it, with nothing in it.</summary>
    public Task MakeAnewAsync(CancellationToken cancel) => control.RunAsync(
        $"drop schema if exists {Quoted} cascade; create schema {Quoted}; comment on schema {Quoted} is '{Mark}'", cancel);

    /// <summary>Drops it, also after an interruption.</summary>
    public async Task DropAsync()
    {
        using var enough = new CancellationTokenSource(DropTimeout);
        await control.RunAsync($"drop schema if exists {Quoted} cascade", enough.Token);
    }
}
