using System.Globalization;
using System.Text.Json;

namespace Longhaul.Cli.Working;

/// <summary>Asks a worker on this machine for its health.</summary>
internal static class WorkerHealth
{
    // Less than what platforms allow a health check.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What <c>/health</c> says, whatever its status is.</summary>
    /// <exception cref="NotFoundException">Nothing answers there, or what answers is no worker.</exception>
    public static async Task<JsonDocument> AskAsync(int port, CancellationToken cancel)
    {
        // A proxy of the environment is for the world outside.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = 1 << 20 };
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health"));
        try
        {
            using var response = await client.GetAsync(address, cancel);
            var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("worker_id", out _)
                ? body
                : throw new NotFoundException($"what answers at {address} is no worker of Longhaul; name the worker's port with --port");
        }
        catch (HttpRequestException e)
        {
            throw new NotFoundException($"no worker answers at {address}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NotFoundException($"the worker at {address} has not answered within {Patience.TotalSeconds:0} s");
        }
        catch (JsonException)
        {
            throw new NotFoundException($"what answers at {address} is no worker of Longhaul; name the worker's port with --port");
        }
    }
}
