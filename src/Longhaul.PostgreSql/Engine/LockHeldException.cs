using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Another session holds a lock for longer than this transaction waits for it; nothing was changed.</summary>
internal sealed class LockHeldException(string what, PostgresException? fault = null) : Exception(what, fault)
{
    public static bool Is(PostgresException fault) => fault.SqlState == PostgresErrorCodes.LockNotAvailable;
}
