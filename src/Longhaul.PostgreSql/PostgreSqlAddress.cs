using Npgsql;

namespace Longhaul.PostgreSql;

/// <summary>Where a store is: a connection string and what is said of it, which never holds the password.</summary>
public sealed class PostgreSqlAddress
{
    private readonly NpgsqlConnectionStringBuilder _builder;

    internal PostgreSqlAddress(NpgsqlConnectionStringBuilder builder, string schema, bool pooled)
    {
        (_builder, Schema, IsPooled) = (builder, schema, pooled);
        ConnectionString = builder.ConnectionString;
        LeaseConnectionString = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            MaxPoolSize = 1, Timeout = 3, CommandTimeout = 3, ApplicationName = builder.ApplicationName + " (lease)",
        }.ConnectionString;
    }

    /// <summary>The schema that holds the store; <c>longhaul</c> unless named.</summary>
    public string Schema { get; }

    /// <summary>True where a pooler in transaction mode stands between: nothing is listened for and no statement stays prepared.</summary>
    public bool IsPooled { get; }

    internal string ConnectionString { get; }

    /// <summary>For renewals: one connection that nobody else can exhaust, and no patience.</summary>
    internal string LeaseConnectionString { get; }

    /// <summary>Host, port and database; no user and no password.</summary>
    public override string ToString() =>
        _builder.Host!.StartsWith('/') ? $"{_builder.Database} at {_builder.Host}" : $"{_builder.Host}:{_builder.Port}/{_builder.Database}";

    /// <summary>An address from Npgsql's own form (<c>Host=…;Database=…</c>).</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="schema">The schema; null for <c>longhaul</c>.</param>
    /// <param name="pooled">A pooler in transaction mode stands between.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public static PostgreSqlAddress FromConnectionString(string connectionString, string? schema = null, bool pooled = false)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        Settle(builder, pooled);
        return new PostgreSqlAddress(builder, schema ?? "longhaul", pooled);
    }

    // Few connections, given back soon; names that an operator recognises; a dead server noticed.
    private static void Settle(NpgsqlConnectionStringBuilder builder, bool pooled)
    {
        builder.ApplicationName ??= "longhaul";
        builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, 8);
        builder.Timeout = Math.Min(builder.Timeout, 5);
        builder.NoResetOnClose = true;
        builder.MaxAutoPrepare = pooled ? 0 : 100;
        builder.AutoPrepareMinUsages = 2;
        builder.IncludeErrorDetail = false;
    }
}
