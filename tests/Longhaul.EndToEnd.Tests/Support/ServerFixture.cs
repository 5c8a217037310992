using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A PostgreSQL server for the tests of a class, started for the first that wants it.</summary>
public sealed class ServerFixture : IDisposable
{
    private readonly Lazy<PostgreSqlServer> _server = new(() => PostgreSqlServer.Start());

    /// <summary>The server.</summary>
    public PostgreSqlServer Server => _server.Value;

    /// <summary>Where a project keeps its jobs: on the server, or null for a file of its own.</summary>
    public string? Url(bool onPostgreSql) => onPostgreSql ? Server.Url : null;

    /// <summary>Runs statements on it.</summary>
    public void Do(string statements)
    {
        using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(statements, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a statement, each its columns' texts with spaces between.</summary>
    public List<string> Ask(string statement)
    {
        using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        using var rows = command.ExecuteReader();
        var all = new List<string>();
        while (rows.Read())
        {
            all.Add(string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(i => rows.GetValue(i))));
        }

        return all;
    }

    /// <summary>From now on passwords are asked for by TCP, of everyone but postgres.</summary>
    public void AskForPasswords()
    {
        var file = Path.Combine(Server.DataFolder, "pg_hba.conf");
        File.WriteAllText(file, "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhostssl all crypt 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        Do("select pg_reload_conf()");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            Server.Dispose();
        }
    }
}
