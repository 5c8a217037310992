using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Longhaul.TestServers;

/// <summary>A private PostgreSQL server with its own data folder; on a socket, and on a port of the loopback interface where one is asked for.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private ServerProcess? _process;
    private IReadOnlyDictionary<string, string>? _environment;

    private PostgreSqlServer(string folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>The port; the socket is named after it too.</summary>
    public int Port { get; }

    /// <summary>The folder of the socket.</summary>
    public string SocketFolder => Path.Combine(_folder, "socket");

    /// <summary>Where the server's log is.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>How Npgsql reaches it by the socket.</summary>
    public string ConnectionString => $"Host={SocketFolder};Port={Port};Username=postgres;Database=postgres";

    /// <summary>The same as a URL by TCP.</summary>
    public string Url => $"postgresql://postgres@127.0.0.1:{Port}/postgres";

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="durable">True: commits are synced, as in life. False: faster.</param>
    /// <param name="settings">More lines for its configuration.</param>
    public static PostgreSqlServer Start(bool durable = true, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("lh-pg-").FullName;
        var server = new PostgreSqlServer(folder, FreePort());
        server.Make(durable, settings);
        server.Start();
        return server;
    }

    /// <summary>Makes a server whose clock can be set, and starts it.</summary>
    /// <param name="clock">How far it is off.</param>
    public static PostgreSqlServer StartWith(FakeClock clock)
    {
        var folder = Directory.CreateTempSubdirectory("lh-pg-").FullName;
        var server = new PostgreSqlServer(folder, FreePort()) { _environment = clock.Environment };
        server.Make(durable: true, []);
        server.Start();
        return server;
    }

    /// <summary>Makes a folder that the server's user owns.</summary>
    public static void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Tools.IsRoot)
        {
            Tools.Run(["chown", "postgres:", folder]);
        }
    }

    /// <summary>Starts a server that was stopped.</summary>
    public void Start()
    {
        _process = new ServerProcess("INT", [.. Tools.AsUser("postgres"), Program("postgres"), "-D", DataFolder], _environment);
        WaitUntilUp();
    }

    /// <summary>Stops the server; clients are told.</summary>
    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Stops the server as a crash would: all sessions break, and what was not committed is gone.</summary>
    public void StopHard()
    {
        Tools.Run([.. Tools.AsUser("postgres"), Program("pg_ctl"), "-D", DataFolder, "-m", "immediate", "-w", "stop"]);
        Stop();
    }

    /// <summary>Stops the server as a crash would, and starts it again.</summary>
    public void RestartHard()
    {
        StopHard();
        Start();
    }

    /// <summary>Stops the server and removes what it kept; without writing that down first, which took a test's process longer than it has for its end.</summary>
    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            StopHard();
        }

        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private void Make(bool durable, string[] settings)
    {
        Directory.CreateDirectory(DataFolder);
        Directory.CreateDirectory(SocketFolder);
        if (Tools.IsRoot)
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
            Tools.Run(["chown", "-R", "postgres:", DataFolder, SocketFolder]);
        }

        Tools.Run([.. Tools.AsUser("postgres"), Program("initdb"), "-D", DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync"]);
        File.AppendAllLines(Path.Combine(DataFolder, "postgresql.conf"),
        [
            "listen_addresses = '127.0.0.1'", $"port = {Port}", $"unix_socket_directories = '{SocketFolder}'", "max_connections = 200",
            "shared_buffers = 256MB", "max_wal_size = 2GB", "log_min_messages = warning",
            durable ? "fsync = on" : "fsync = off", durable ? "synchronous_commit = on" : "synchronous_commit = off", .. settings,
        ]);
    }

    private void WaitUntilUp()
    {
        var until = Environment.TickCount64 + (long)StartTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
                connection.Open();
                return;
            }
            catch (NpgsqlException e)
            {
                if (_process!.HasExited || Environment.TickCount64 > until)
                {
                    throw new InvalidOperationException($"the PostgreSQL server in {_folder} did not come up", e);
                }

                // Asking is all there is to find out whether a server has come up.
                Thread.Yield();
            }
        }
    }

    /// <summary>Debian keeps a version's programs in a folder of its own; elsewhere they are on the path.</summary>
    private static string Program(string name) => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Max()!
        : name;

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
