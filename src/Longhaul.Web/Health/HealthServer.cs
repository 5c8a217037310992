using System.Net.Sockets;
using Longhaul.Core.Workers;
using Longhaul.Web.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Longhaul.Web.Health;

/// <summary>
/// Serves <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c> on Kestrel alone, without a web host: it answers a
/// few milliseconds after the process has started, and hooks no signals.
/// </summary>
public sealed class HealthServer : IAsyncDisposable
{
    private const int PortsToTry = 100;
    private const int SmallestBuffer = 4 * 1024;

    private readonly KestrelServer _server;
    private readonly MetricsCollector _metrics;

    private HealthServer(KestrelServer server, MetricsCollector metrics, int port) =>
        (_server, _metrics, Port) = (server, metrics, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts to listen and answers as soon as it does.</summary>
    /// <param name="reports">Asked at each request.</param>
    /// <param name="options">Where and within which bounds.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="PortTakenException">The port was set and is taken, or no port near the default is free.</exception>
    public static async Task<HealthServer> StartAsync(IWorkerReports reports, HealthServerOptions options, CancellationToken cancel = default)
    {
        var first = options.Port ?? HealthServerOptions.DefaultPort;
        var last = options.Port is null ? first + PortsToTry - 1 : first;
        for (var port = first; ; port++)
        {
            try
            {
                return await ListenAsync(reports, options, port, cancel);
            }
            catch (IOException e) when (IsTaken(e))
            {
                if (port == last)
                {
                    throw new PortTakenException(first, e);
                }
            }
        }
    }

    /// <summary>Stops listening and closes what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _server.StopAsync(atOnce.Token);
        _server.Dispose();
        _metrics.Dispose();
    }

    private static async Task<HealthServer> ListenAsync(
        IWorkerReports reports, HealthServerOptions options, int port, CancellationToken cancel)
    {
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(Bounds(options, port)), transport, NullLoggerFactory.Instance);
        var metrics = new MetricsCollector();
        try
        {
            await server.StartAsync(new HealthApplication(new HealthEndpoints(reports, metrics)), cancel);
            var address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            return new HealthServer(server, metrics, BindingAddress.Parse(address).Port);
        }
        catch
        {
            server.Dispose();
            metrics.Dispose();
            throw;
        }
    }

    private static KestrelServerOptions Bounds(HealthServerOptions options, int port)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = SmallestBuffer;
        kestrel.Limits.MaxRequestHeadersTotalSize = SmallestBuffer * 4;
        kestrel.Limits.MaxRequestBufferSize = SmallestBuffer * 4;
        kestrel.Limits.RequestHeadersTimeout = options.ClientTimeout;
        kestrel.Limits.KeepAliveTimeout = options.ClientTimeout;
        if (options.Address is { } address)
        {
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        }
        else
        {
            kestrel.ListenAnyIP(port, listen => listen.Protocols = HttpProtocols.Http1);
        }

        return kestrel;
    }

    private static bool IsTaken(IOException e) =>
        e.InnerException is AddressInUseException || e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
