using Longhaul.Cli.Bench.Workers;
using Longhaul.PostgreSql;
using Npgsql;

namespace Longhaul.Cli.Bench.Places;

/// <summary>Reads what a server has done: of its log, its statistics, and where it runs on this machine its processor time.</summary>
internal sealed class ServerMeter
{
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly NpgsqlConnection _control;
    private readonly string _storeName;
    private readonly string? _statements;
    private readonly int? _postmaster;

    private ServerMeter(NpgsqlConnection control, string storeName, string? statements, int? postmaster) =>
        (_control, _storeName, _statements, _postmaster) = (control, storeName, statements, postmaster);

    public static async Task<ServerMeter> OpenAsync(NpgsqlConnection control, PostgreSqlAddress address, CancellationToken cancel)
    {
        var statements = await FindStatementsAsync(control, cancel);
        return new ServerMeter(control, ServerAccess.StoreName(address), statements, await FindPostmasterAsync(control, cancel));
    }

    /// <summary>Reads, once the connections of stores that were closed have handed in what they counted.</summary>
    public async Task<StoreReading> ReadAsync(CancellationToken cancel)
    {
        await UntilClosedAsync(cancel);
        var wal = await _control.AskAsync<decimal>("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')", cancel);
        var commits = await _control.AskAsync<long>("select xact_commit from pg_stat_database where datname = current_database()", cancel);
        var calls = _statements is null ? null : (long?)await _control.AskAsync<long>(_statements, cancel);
        return new StoreReading((long)wal, commits, calls, _postmaster is { } pid ? ProcessFiles.TreeCpuSeconds(pid) : null);
    }

    // A connection hands in its counts at the latest when it ends. One that lasts is somebody else's.
    private async Task UntilClosedAsync(CancellationToken cancel)
    {
        const string open = """
            select exists (
                select 1 from pg_stat_activity
                where datname = current_database() and starts_with(application_name, $1) and pid <> pg_backend_pid())
            """;
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (await _control.AskAsync<bool>(open, cancel, _storeName) && clock.GetElapsedTime(started) < LongestFlush)
        {
            await Task.Delay(Pause, clock, cancel);
        }
    }

    private static async Task<string?> FindStatementsAsync(NpgsqlConnection control, CancellationToken cancel)
    {
        const string find = """
            select quote_ident(nspname) from pg_extension join pg_namespace n on n.oid = extnamespace where extname = 'pg_stat_statements'
            """;
        if (await control.AskAsync<string>(find, cancel) is not { } schema)
        {
            return null;
        }

        var read = $"""
            select coalesce(sum(calls), 0)::bigint from {schema}.pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
            """;
        try
        {
            await control.AskAsync<long>(read, cancel);
            return read;
        }
        catch (PostgresException)
        {
            return null; // made, but not loaded by the server, or not for this user
        }
    }

    // The process that serves this connection, if it is one of this machine, is a child of the server.
    private static async Task<int?> FindPostmasterAsync(NpgsqlConnection control, CancellationToken cancel)
    {
        const string find = "select case when coalesce(host(inet_server_addr()) in ('127.0.0.1', '::1'), true) then pg_backend_pid() else 0 end";
        var backend = await control.AskAsync<int>(find, cancel);
        return ProcessFiles.CommandLine(backend).StartsWith("postgres: ", StringComparison.Ordinal) ? ProcessFiles.Parent(backend) : null;
    }
}
