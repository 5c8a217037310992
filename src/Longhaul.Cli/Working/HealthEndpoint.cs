using Longhaul.Core.Workers;
using Longhaul.Web.Health;

namespace Longhaul.Cli.Working;

/// <summary>The health endpoint of this process; it outlives workers that are started anew after a change of files.</summary>
internal sealed class HealthEndpoint(int? port) : IWorkerReports, IAsyncDisposable
{
    private IWorkerReports? _worker;
    private HealthServer? _server;

    public WorkerReport Current => _worker!.Current;

    /// <summary>Speaks for this worker from now on, and starts to listen where it does not yet; answers with the address.</summary>
    /// <exception cref="ConfigurationException">The port that was set is taken.</exception>
    public async Task<string> StartAsync(IWorkerReports worker, CancellationToken cancel)
    {
        _worker = worker;
        try
        {
            _server ??= await HealthServer.StartAsync(this, new HealthServerOptions { Port = port }, cancel);
        }
        catch (PortTakenException e)
        {
            throw new ConfigurationException(e.Message);
        }

        return $"http://localhost:{_server.Port}/health";
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
