using System.Net;

namespace Longhaul.Web.Health;

/// <summary>Where the health endpoints are served.</summary>
public sealed record HealthServerOptions
{
    /// <summary>The port where nothing else is said.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The port that was set, 0 for any free one; null where none was set: then <see cref="DefaultPort"/> or the next free one.</summary>
    public int? Port { get; init; }

    /// <summary>The address to bind; null for all interfaces, IPv4 and IPv6.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The most connections at once; more are closed as they come.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How long a client may take to send its request's head, and a connection may stay idle.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
