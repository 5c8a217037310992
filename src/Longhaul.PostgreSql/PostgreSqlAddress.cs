using Longhaul.PostgreSql.Addresses;
using Npgsql;

namespace Longhaul.PostgreSql;

/// <summary>Where a store is: a connection string and what is said of it, which never holds the password.</summary>
public sealed class PostgreSqlAddress
{
    // With those of the renewals and the listener no more than 15 connections a process.
    private const int MostConnections = 10;
    private const int ConnectSeconds = 5;
    private const int MostConnectSeconds = 30;
    private const int CommandSeconds = 30;
    private const int PreparedStatements = 100;

    // A batch of a thousand jobs is 100 to 200 kB; by the driver's 8 kB it takes four times as many calls to the system.
    private const int BufferBytes = 32 * 1024;
    private readonly NpgsqlConnectionStringBuilder _builder;

    private PostgreSqlAddress(NpgsqlConnectionStringBuilder builder, string schema, bool pooled)
    {
        (_builder, Schema, IsPooled) = (builder, schema, pooled);
        Settle(builder, pooled);
        ConnectionString = builder.ConnectionString;
        LeaseConnectionString = Single("lease", connections: 1, commandTimeout: 3);
        WakeConnectionString = Single("wake", connections: 2, commandTimeout: 5);
    }

    /// <summary>The schema that holds the store; <c>longhaul</c> unless named.</summary>
    public string Schema { get; }

    /// <summary>True where a pooler in transaction mode stands between: nothing is listened for and no statement stays prepared.</summary>
    public bool IsPooled { get; }

    /// <summary>True for a server that is reached by this machine's own loopback interface.</summary>
    public bool IsLoopback => _builder.Host is "localhost" or "127.0.0.1" or "::1";

    internal string ConnectionString { get; }

    /// <summary>For renewals: one connection that nobody else can exhaust, and no patience.</summary>
    internal string LeaseConnectionString { get; }

    /// <summary>For listening, and for saying that one sleeps.</summary>
    internal string WakeConnectionString { get; }

    /// <summary>Host, port and database; no user and no password.</summary>
    public override string ToString() => _builder.Host! switch
    {
        ['/', ..] => $"{_builder.Database} at {_builder.Host}",
        var host when host.Contains(',') => $"{host}/{_builder.Database}",
        var host when host.Contains(':') => $"[{host}]:{_builder.Port}/{_builder.Database}",
        var host => $"{host}:{_builder.Port}/{_builder.Database}",
    };

    /// <summary>
    /// An address from a URL: <c>postgresql://user:password@host:port/database?option=value</c>. The scheme may be <c>postgres</c> or name a driver
    /// (<c>postgresql+asyncpg</c>); several hosts, sockets (<c>?host=/folder</c>) and the options of libpq are understood. A pooler in transaction
    /// mode is known by <c>pgbouncer=true</c> and by the hosts and ports of hosting services.
    /// </summary>
    /// <param name="url">The URL.</param>
    /// <param name="environment">libpq's variables (<c>PGHOST</c>, <c>PGPASSWORD</c>, …) fill what the URL leaves open; null for the process's own.</param>
    /// <param name="schema">The schema, which wins over the URL's; null for the URL's, else <c>longhaul</c>.</param>
    /// <exception cref="FormatException">It cannot be read. The message ends a sentence that begins with the address, and holds no secret.</exception>
    public static PostgreSqlAddress Parse(string url, IReadOnlyDictionary<string, string>? environment = null, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var draft = UrlText.Read(url);
        LibpqVariables.Fill(draft, environment ?? ProcessVariables.Read());
        var driver = draft.Driver;
        (driver.Host, driver.Port, driver.Username, driver.Database) = (Host(draft), draft.Ports![0], draft.User, draft.Database);
        driver.Password = draft.Password;
        driver.SslMode = draft.SslMode ?? SslMode.Prefer;
        driver.Timeout = draft.ConnectTimeout is { } seconds and > 0 ? Math.Min(seconds, MostConnectSeconds) : ConnectSeconds;
        driver.MaxPoolSize = Math.Min(draft.MostConnections ?? MostConnections, MostConnections);
        driver.MaxAutoPrepare = draft.Unprepared ? 0 : PreparedStatements;
        var pooled = draft.Pooled ?? Poolers.IsOne(draft.Host!, draft.Ports[0]);
        string[] words = [.. draft.ServerOptions, .. pooled ? [] : draft.Timeouts];
        driver.Options = words.Length > 0 ? string.Join(' ', words) : null;
        return new PostgreSqlAddress(driver, schema is null ? draft.Schema ?? SchemaNames.Default : SchemaNames.Checked(schema), pooled);
    }

    /// <summary>An address from Npgsql's own form (<c>Host=…;Database=…</c>).</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="schema">The schema; null for <c>longhaul</c>.</param>
    /// <param name="pooled">A pooler in transaction mode stands between.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    /// <exception cref="FormatException">The schema can have no such name.</exception>
    public static PostgreSqlAddress FromConnectionString(string connectionString, string? schema = null, bool pooled = false)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, MostConnections);
        builder.Timeout = Math.Min(builder.Timeout, ConnectSeconds);
        builder.MaxAutoPrepare = PreparedStatements;
        return new PostgreSqlAddress(builder, SchemaNames.Checked(schema ?? SchemaNames.Default), pooled);
    }

    /// <summary>Why a text is no name for a schema, to end a sentence that begins with it; null where it is one.</summary>
    public static string? ComplainOfSchema(string schema) => SchemaNames.Complaint(schema);

    // The driver has no second name for the certificate, which then would be compared with the address.
    private static string Host(AddressDraft draft) => draft.HostAddress is not { } addresses ? WithPorts(draft.Host!, draft.Ports!)
        : draft.SslMode == SslMode.VerifyFull && draft.Host != addresses
            ? throw new FormatException("has hostaddr and sslmode=verify-full, which cannot go together: the certificate would be compared with the address; leave hostaddr out, or set verify-ca")
            : HostAddresses.Replace(draft.Host!, addresses);

    // libpq has a list of hosts and one of ports.
    private static string WithPorts(string hosts, IReadOnlyList<int> ports)
    {
        if (ports.Count == 1)
        {
            return hosts;
        }

        var each = hosts.Split(',');
        return each.Length == ports.Count
            ? string.Join(',', each.Zip(ports, (host, port) => UrlText.InList(host, port)))
            : throw new FormatException($"has {ports.Count} ports for {each.Length} hosts; give one for all, or one for each");
    }

    private string Single(string purpose, int connections, int commandTimeout) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        MaxPoolSize = connections,
        Timeout = 3,
        CommandTimeout = commandTimeout,
        KeepAlive = 10,
        CancellationTimeout = -1,
        ApplicationName = $"{_builder.ApplicationName} ({purpose})",
    }.ConnectionString;

    // Names that an operator recognises, a dead server noticed, and nothing that a session would have to be cleaned of.
    private static void Settle(NpgsqlConnectionStringBuilder builder, bool pooled)
    {
        builder.ApplicationName ??= "longhaul";
        builder.CommandTimeout = CommandSeconds;
        if (builder.Host is not ['/', ..])
        {
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 10;
            builder.TcpKeepAliveInterval = 5;
        }

        builder.NoResetOnClose = true;
        builder.MaxAutoPrepare = pooled ? 0 : builder.MaxAutoPrepare;
        builder.AutoPrepareMinUsages = 2;
        builder.IncludeErrorDetail = false;
        builder.ReadBufferSize = BufferBytes;
        builder.WriteBufferSize = BufferBytes;
        builder.Enlist = false;
    }
}
