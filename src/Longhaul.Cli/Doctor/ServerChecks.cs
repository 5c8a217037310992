using Longhaul.PostgreSql;

namespace Longhaul.Cli.Doctor;

/// <summary>Judges a PostgreSQL server: its version, rights, connections, and what stands between.</summary>
internal static class ServerChecks
{
    private const int OldestVersion = 150_000;

    // A worker holds no more than this.
    private const int ConnectionsOfAWorker = 15;

    public static IEnumerable<Finding> Run(PostgreSqlAddress address, PostgreSqlExamination server)
    {
        yield return Server(address, server);
        yield return Rights(address, server);
        yield return Push(address, server);
        yield return server.ConnectionsLeft < ConnectionsOfAWorker
            ? Finding.Warning("connections", $"{server.ConnectionsLeft} more are allowed, and a worker may need {ConnectionsOfAWorker}", "raise max_connections or the user's limit, or use a pooler")
            : Finding.Ok("connections", $"{server.ConnectionsLeft} more are allowed");
    }

    private static Finding Server(PostgreSqlAddress address, PostgreSqlExamination server) => server switch
    {
        { VersionNumber: < OldestVersion } => Finding.Problem(
            "server", $"{address} is PostgreSQL {server.Version}", "use PostgreSQL 15 or later", ExitCode.BadConfiguration),
        { IsStandby: true } => Finding.Problem("server", $"{address} is a standby, which cannot be written", "name the primary", ExitCode.BadConfiguration),
        { HoldsAnyText: false } => Finding.Problem(
            "server", $"the database {address} keeps text as {server.Encoding}, which has not every character",
            "make one with encoding UTF8 (createdb -E UTF8 -T template0)", ExitCode.BadConfiguration),
        _ => Finding.Ok("server", $"{address} is PostgreSQL {server.Version}, user {server.User}"),
    };

    private static Finding Rights(PostgreSqlAddress address, PostgreSqlExamination server)
    {
        var (schema, user) = (TerminalText.Quote(address.Schema), TerminalText.Quote(server.User));
        return server switch
        {
            { HasSchema: false, MayCreateSchema: true } => Finding.Ok("rights", $"the schema {schema} is not there yet; the first command makes it"),
            { HasSchema: false } => Finding.Problem(
                "rights", $"there is no schema {schema}, and user {server.User} may not make it",
                $"let an owner run: CREATE SCHEMA {schema} AUTHORIZATION {user}", ExitCode.BadConfiguration),
            { MayUseSchema: false } => Finding.Problem(
                "rights", $"user {server.User} may not use the schema {schema}",
                $"let its owner run: GRANT ALL ON SCHEMA {schema} TO {user}", ExitCode.BadConfiguration),
            { MayMakeDays: false } => Finding.Problem(
                "rights", $"user {server.User} may not make tables in the schema {schema}, and one is made for each day",
                $"let its owner run longhaul migrate and deploy/postgresql/roles.sql, or: GRANT ALL ON SCHEMA {schema} TO {user}", ExitCode.BadConfiguration),
            _ => Finding.Ok("rights", $"user {server.User} may use the schema {schema} and have tables made in it"),
        };
    }

    private static Finding Push(PostgreSqlAddress address, PostgreSqlExamination server) =>
        server.HasPooler && !address.IsPooled
            ? Finding.Warning("push", "a pooler stands between, and the URL does not say so", "add ?pgbouncer=true to the URL (pool_mode=session where it keeps sessions)")
            : address.IsPooled
                ? Finding.Ok("push", "a pooler in transaction mode stands between: idle workers look for jobs every POLL_INTERVAL_MS, and no statement stays prepared")
                : Finding.Ok("push", "LISTEN works: idle workers are woken");
}
