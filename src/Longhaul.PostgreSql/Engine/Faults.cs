using System.Net.Sockets;
using System.Security.Authentication;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Puts the driver's and the server's errors into words for a person: which store, what is wrong, what to do.</summary>
internal static class Faults
{
    private const string IdleSessionTimeout = "57P05";

    /// <summary>A deadlock, a serialization failure, or a lock that was not waited for.</summary>
    public static bool MayTryAgain(PostgresException fault) => fault.SqlState is
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>
    /// The server has ended this connection. Where it says so before it has answered, it has not done what was asked: it looks at such requests
    /// between statements, and not in the middle of a commit.
    /// </summary>
    /// <remarks>What cannot be written to it has not arrived whole, and what has not is not committed.</remarks>
    public static bool IsEnded(NpgsqlException fault) => fault switch
    {
        PostgresException said => said.SqlState is PostgresErrorCodes.AdminShutdown or IdleSessionTimeout,
        _ => fault.InnerException is IOException && fault.Message.StartsWith("Exception while writing", StringComparison.Ordinal),
    };

    /// <summary>There is no partition for the day.</summary>
    public static bool IsMissingDay(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null };

    /// <summary>What to throw instead; null where the error is not the store's.</summary>
    public static Exception? Translate(Exception fault, PostgreSqlAddress address, CancellationToken cancel) => fault switch
    {
        OperationCanceledException when cancel.IsCancellationRequested => null,
        PostgresException refused => Said(refused, address),
        FileNotFoundException or DirectoryNotFoundException => NoFile(address, fault),
        NpgsqlException { InnerException: (FileNotFoundException or DirectoryNotFoundException) and var file } => NoFile(address, file),
        NpgsqlException login when Setting(login) is { } wrong => new StoreUnusableException($"the store {address} {wrong}", login),
        NpgsqlException { InnerException: TimeoutException } slow => Unavailable(address, "does not answer in time", slow),
        NpgsqlException { InnerException: SocketException socket } => Unavailable(address, Unreachable(socket), socket),
        NpgsqlException broken => Unavailable(address, $"broke the connection ({broken.InnerException?.Message ?? broken.Message})", broken),
        SocketException socket => Unavailable(address, Unreachable(socket), socket),
        TimeoutException slow => Unavailable(address, "does not answer in time", slow),
        ObjectDisposedException broken => Unavailable(address, $"broke the connection ({broken.Message.ReplaceLineEndings(" ")})", broken),
        IOException broken => Unavailable(address, $"broke the connection ({broken.Message})", broken),
        OperationCanceledException given => Unavailable(address, "does not answer in time", given),
        _ => null,
    };

    /// <summary>All connections of this process were in use for too long.</summary>
    public static StoreUnavailableException Busy(PostgreSqlAddress address, TimeSpan waited) =>
        new($"the store {address}: all connections of this process were in use for {waited.TotalSeconds:0} s; is the server overloaded?");

    public static StoreUnusableException NoSchema(PostgreSqlAddress address, string schema) =>
        new($"the database {address} holds no store yet (schema {schema}); make it with 'longhaul migrate'");

    /// <summary>The schema holds what is another program's, or what is left of a store.</summary>
    public static StoreUnusableException NotOurs(PostgreSqlAddress address, string why, Exception? cause = null) => new(
        $"the schema {address.Schema} of the database {address} holds tables that are no store of Longhaul's, or a damaged one ({why}); "
        + "name another schema (LONGHAUL_SCHEMA), or restore the store from a backup", cause);

    /// <summary>The server had no room for one more connection; those that there are work on.</summary>
    public static bool IsFull(StoreUnavailableException fault) => fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };

    private static Exception? Said(PostgresException fault, PostgreSqlAddress address) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new StoreUnusableException(
            $"the store {address} refused the login: {fault.MessageText}; check user and password in its URL", fault),
        PostgresErrorCodes.InvalidCatalogName => new StoreUnusableException(
            $"{fault.MessageText} at {address}; create it (createdb), or name another one in the store's URL", fault),
        PostgresErrorCodes.InsufficientPrivilege => new StoreUnusableException(
            $"the store {address} forbids it: {fault.MessageText}; grant this user its rights", fault)
        {
            Forbidden = true,
        },
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedColumn => new StoreUnusableException(
                $"the database {address} holds no store of this version ({fault.MessageText}); make it with 'longhaul migrate'", fault),
        PostgresErrorCodes.DiskFull => new StoreUnavailableException(
            $"the store {address} has no room left ({fault.MessageText}); free some space on its server's disk, then work goes on by itself", fault)
        {
            NoRoom = true,
        },
        PostgresErrorCodes.DuplicatePreparedStatement or PostgresErrorCodes.InvalidSqlStatementName when !address.IsPooled => new StoreUnusableException(
            $"the store {address} gives each transaction another session ({fault.MessageText}), as a pooler in transaction mode does; "
            + "add ?pgbouncer=true to its URL (&pgbouncer=true after other options)",
            fault),
        _ when RefusesOptions(fault) => new StoreUnusableException(
            $"the store {address} does not take what its URL's options ask for ({fault.MessageText}); correct them", fault),
        _ when fault.MessageText.StartsWith("unsupported startup parameter", StringComparison.Ordinal) => new StoreUnusableException(
            $"the pooler at {address} takes no options ({fault.MessageText}); leave options= out of the URL, or let PgBouncer pass it over (ignore_startup_parameters = options)",
            fault),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable(address, "is read-only (a standby?)", fault),
        PostgresErrorCodes.FeatureNotSupported when fault.MessageText.StartsWith("cached plan", StringComparison.Ordinal) =>
            Unavailable(address, "has been migrated meanwhile", fault),
        PostgresErrorCodes.TooManyConnections => Unavailable(
            address, $"has no connection left for this process ({fault.MessageText}); raise the limit of the server or the role, or set a lower connection_limit in its URL", fault),
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateFunction => NotOurs(address, fault.MessageText, fault),
        _ when fault.SqlState.StartsWith("22", StringComparison.Ordinal) => new RefusedException($"the store {address} cannot keep a value: {fault.MessageText}"),
        _ when IsOutage(fault.SqlState) => new StoreUnavailableException($"the store {address} is not available ({fault.MessageText})", fault)
        {
            OnlyThisCall = SaysNothingOfOthers(fault.SqlState),
        },
        _ => null,
    };

    // What ends a session while it begins: a setting that is none (42704, 22023), or that cannot be read (42601).
    private static bool RefusesOptions(PostgresException fault) => fault is { InvariantSeverity: "FATAL", SqlState: ['2', '2', ..] or ['4', '2', ..] };

    // Classes 08 (connection), 53 (resources), 57 (operator intervention: shutdown, starting up, timeouts), 58 (system). Also what says nothing
    // of the call itself, so that nobody's outcome is refused by it: 25 and 40 (transactions), 26 (a prepared statement that is gone),
    // 55 (locks), XX (internal errors).
    private static bool IsOutage(string state) => state[..2] is "08" or "53" or "57" or "58" or "25" or "40" or "26" or "55" or "XX";

    // The server answers: of class 57 only that a statement took too long; conflicts, locks, and what it finds broken in itself.
    private static bool SaysNothingOfOthers(string state) => state == PostgresErrorCodes.QueryCanceled || state[..2] is "40" or "55" or "XX";

    private static StoreUnavailableException Unavailable(PostgreSqlAddress address, string what, Exception cause) =>
        new($"the store {address} {what}", cause);

    private static string Unreachable(SocketException socket) =>
        $"cannot be reached ({socket.Message.TrimEnd('.')}); see that the server runs, and that host and port in its URL are right";

    // A certificate, a key or a file of passwords.
    private static StoreUnusableException NoFile(PostgreSqlAddress address, Exception fault) => new(
        $"the store {address} cannot be opened without a file that is not there ({fault.Message.TrimEnd('.')}); "
        + "correct its name in the URL or in the variables PGPASSFILE, PGSSLROOTCERT, PGSSLCERT and PGSSLKEY",
        fault);

    // What the driver finds wrong before the server has said anything, and no waiting will mend.
    private static string? Setting(NpgsqlException fault) => fault switch
    {
        { InnerException: AuthenticationException refused } =>
            $"shows a certificate that is refused ({refused.Message.TrimEnd('.')}); name the right one by sslrootcert in its URL",
        _ when fault.Message.StartsWith("No password has been provided", StringComparison.Ordinal) =>
            "asks for a password; put it into its URL, into PGPASSWORD or into ~/.pgpass",
        _ when fault.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
            "offers no encryption, which its URL asks for; let the server offer it, or set sslmode=prefer",
        _ => null,
    };
}
