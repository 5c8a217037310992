using Npgsql;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>An address while it is read: what was said so far. What is null was not said.</summary>
internal sealed class AddressDraft
{
    /// <summary>Options that go to the driver as they are.</summary>
    public NpgsqlConnectionStringBuilder Driver { get; } = [];

    /// <summary>One host, several with commas between them, or the folder of a socket.</summary>
    public string? Host { get; set; }

    /// <summary>Where to connect to instead of looking the host up; as many as hosts.</summary>
    public string? HostAddress { get; set; }

    /// <summary>The port of all hosts, or one for each.</summary>
    public IReadOnlyList<int>? Ports { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? Database { get; set; }

    public string? Schema { get; set; }

    /// <summary>Words for the server.</summary>
    public List<string> ServerOptions { get; } = [];

    /// <summary>Words for the server by which a session sets how long it waits; they mean nothing for sessions that others share.</summary>
    public List<string> Timeouts { get; } = [];

    /// <summary>True where the address says that a pooler in transaction mode stands between, false where it says that none does.</summary>
    public bool? Pooled { get; set; }

    /// <summary>True where the address forbids prepared statements.</summary>
    public bool Unprepared { get; set; }

    /// <summary>No more connections than so many.</summary>
    public int? MostConnections { get; set; }

    public SslMode? SslMode { get; set; }

    /// <summary>In seconds.</summary>
    public int? ConnectTimeout { get; set; }
}
