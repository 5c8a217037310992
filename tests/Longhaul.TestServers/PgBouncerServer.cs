using Npgsql;

namespace Longhaul.TestServers;

/// <summary>A PgBouncer in transaction mode before a PostgreSQL server: with few connections to it, so that clients share them all the time.</summary>
public sealed class PgBouncerServer : IDisposable
{
    private const int ServerConnections = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly string _folder;
    private readonly int _port;
    private readonly ServerProcess _process;

    private PgBouncerServer(PostgreSqlServer server)
    {
        _folder = Directory.CreateTempSubdirectory("lh-pgb-").FullName;
        _port = PostgreSqlServer.FreePort();
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        File.WriteAllLines(settings,
        [
            "[databases]", $"postgres = host={server.SocketFolder} port={server.Port} dbname=postgres user=postgres",
            "[pgbouncer]", "listen_addr = 127.0.0.1", $"listen_port = {_port}", "unix_socket_dir =", "auth_type = any",
            "pool_mode = transaction", $"default_pool_size = {ServerConnections}", "max_client_conn = 500",
            "ignore_startup_parameters = extra_float_digits",
        ]);
        if (Tools.IsRoot)
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        }

        _process = new ServerProcess("INT", [.. Tools.AsUser("postgres"), "/usr/sbin/pgbouncer", settings]);
        WaitUntilUp();
    }

    /// <summary>How Npgsql reaches the server through it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    /// <summary>The same as a URL.</summary>
    public string Url => UndeclaredUrl + "?pgbouncer=true";

    /// <summary>A URL that does not say that it is a pooler.</summary>
    public string UndeclaredUrl => $"postgresql://postgres@127.0.0.1:{_port}/postgres";

    /// <summary>Starts one.</summary>
    public static PgBouncerServer Start(PostgreSqlServer server) => new(server);

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilUp()
    {
        var until = Environment.TickCount64 + (long)StartTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5;No Reset On Close=true");
                connection.Open();
                return;
            }
            catch (NpgsqlException e)
            {
                if (_process.HasExited || Environment.TickCount64 > until)
                {
                    throw new InvalidOperationException($"the PgBouncer in {_folder} did not come up", e);
                }

                Thread.Yield();
            }
        }
    }
}
