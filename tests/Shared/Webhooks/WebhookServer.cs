using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Longhaul.Tests.Webhooks;

/// <summary>A request as it came in.</summary>
internal sealed record Received(string Path, string Body, string? Signature);

/// <summary>What to answer; null for nothing, as long as the server is there.</summary>
internal sealed record Answer(int Status, string? RetryAfter = null);

/// <summary>A real HTTP server on loopback that takes what is posted and answers as told.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Task _serving;

    public WebhookServer()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hidden-path/token");
        probe.Stop();
        _listener.Prefixes.Add(Address.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where to post; the path is a secret.</summary>
    public Uri Address { get; }

    /// <summary>What to answer to the request of a number, from 1.</summary>
    public Func<int, Answer?> Answers { get; set; } = _ => new Answer(204);

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>Waits until so many requests have come.</summary>
    public async Task<IReadOnlyList<Received>> WaitForAsync(int count, double seconds = 30)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        while (_received.Count < count)
        {
            try
            {
                await _news.WaitAsync(enough.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{_received.Count} of {count} requests came: {string.Join(Environment.NewLine, _received)}", e);
            }
        }

        return All;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _news.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            _received.Enqueue(new Received(
                context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(), context.Request.Headers["X-Longhaul-Signature"]));
            if (Answers(_received.Count) is { } answer)
            {
                context.Response.StatusCode = answer.Status;
                if (answer.RetryAfter is not null)
                {
                    context.Response.AddHeader("Retry-After", answer.RetryAfter);
                }

                context.Response.Close();
            }

            _news.Release();
        }
    }
}
