using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite;
using Microsoft.Data.Sqlite;

namespace Longhaul.Bench;

/// <summary>An empty store in a folder of its own, gone when disposed.</summary>
internal sealed class ScratchStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-bench-").FullName;

    public ScratchStore()
    {
        Path = System.IO.Path.Combine(_folder, "bench.db");
        Store = SqliteJobStore.Open(Path, new StoreOptions());
        Store.Schema.MigrateAsync().GetAwaiter().GetResult();
    }

    public string Path { get; }

    public IJobStore Store { get; }

    public static NewJob Job(bool history) => new()
    {
        Kind = "noop", KeepHistory = history, Input = """{"customer":"c-10442","file":"in/2026/11/21/10442.wav","rate":44100,"note":"about a hundred bytes"}""",
    };

    /// <summary>Closes the store and opens the file with the bare driver, as durable as the store does.</summary>
    public SqliteConnection OpenBare()
    {
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        Run(connection, "pragma synchronous=full");
        Run(connection, "pragma wal_autocheckpoint=0");
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }
}
