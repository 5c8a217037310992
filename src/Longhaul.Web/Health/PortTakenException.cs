namespace Longhaul.Web.Health;

/// <summary>The port that was set is used by another program.</summary>
public sealed class PortTakenException : Exception
{
    /// <summary>Says which port.</summary>
    public PortTakenException(int port, Exception? inner = null)
        : base($"Port {port} is taken by another program. Set HEALTH_CHECK_PORT to a free one, or unset it and the next free port is used.", inner) =>
        Port = port;

    /// <summary>The port.</summary>
    public int Port { get; }
}
