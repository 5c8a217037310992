using System.Net.Sockets;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Puts the driver's and the server's errors into words for a person: which store, what is wrong, what to do.</summary>
internal static class Faults
{
    /// <summary>A deadlock, a serialization failure, or a lock that was not waited for.</summary>
    public static bool MayTryAgain(PostgresException fault) => fault.SqlState is
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>There is no partition for the day.</summary>
    public static bool IsMissingDay(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null };

    /// <summary>What to throw instead; null where the error is not the store's.</summary>
    public static Exception? Translate(Exception fault, PostgreSqlAddress address, CancellationToken cancel) => fault switch
    {
        OperationCanceledException when cancel.IsCancellationRequested => null,
        PostgresException refused => Said(refused, address),
        NpgsqlException { InnerException: TimeoutException } slow => Unavailable(address, "does not answer in time", slow),
        NpgsqlException { InnerException: SocketException socket } => Unavailable(address, $"cannot be reached ({Reason(socket)})", socket),
        NpgsqlException broken => Unavailable(address, $"broke the connection ({broken.InnerException?.Message ?? broken.Message})", broken),
        SocketException socket => Unavailable(address, $"cannot be reached ({Reason(socket)})", socket),
        TimeoutException slow => Unavailable(address, "does not answer in time", slow),
        IOException broken => Unavailable(address, $"broke the connection ({broken.Message})", broken),
        OperationCanceledException given => Unavailable(address, "does not answer in time", given),
        _ => null,
    };

    public static StoreUnusableException NoSchema(PostgreSqlAddress address, string schema) =>
        new($"the database {address} holds no store yet (schema {schema}); make it with 'longhaul migrate'");

    private static Exception? Said(PostgresException fault, PostgreSqlAddress address) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new StoreUnusableException(
            $"the store {address} refused the login: {fault.MessageText}; check user and password in its URL", fault),
        PostgresErrorCodes.InvalidCatalogName => new StoreUnusableException(
            $"{fault.MessageText} at {address}; create it (createdb), or name another one in the store's URL", fault),
        PostgresErrorCodes.InsufficientPrivilege => new StoreUnusableException(
            $"the store {address} forbids it: {fault.MessageText}; grant this user its rights", fault),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedColumn => new StoreUnusableException(
                $"the database {address} holds no store of this version ({fault.MessageText}); make it with 'longhaul migrate'", fault),
        PostgresErrorCodes.DiskFull => Unavailable(address, $"has no room left ({fault.MessageText})", fault),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable(address, "is read-only (a standby?)", fault),
        PostgresErrorCodes.TooManyConnections => Unavailable(address, "has no connection left", fault),
        _ when IsOutage(fault.SqlState) => Unavailable(address, $"is not available ({fault.MessageText})", fault),
        _ => null,
    };

    // Classes 08 (connection), 53 (resources), 57 (operator intervention: shutdown, starting up, timeouts), 58 (system).
    private static bool IsOutage(string state) => state[..2] is "08" or "53" or "57" or "58";

    private static StoreUnavailableException Unavailable(PostgreSqlAddress address, string what, Exception cause) =>
        new($"the store {address} {what}; it is tried again", cause);

    private static string Reason(SocketException socket) => socket.Message.TrimEnd('.');
}
