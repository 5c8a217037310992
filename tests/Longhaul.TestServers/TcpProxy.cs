using System.Net;
using System.Net.Sockets;

namespace Longhaul.TestServers;

/// <summary>
/// Stands between a client and a server on the loopback interface, and can become a black hole: nothing is refused, and nothing arrives; or only
/// no answer does. It can cut all connections too.
/// </summary>
public sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private volatile TaskCompletionSource _requests = Opened();
    private volatile TaskCompletionSource _replies = Opened();
    private volatile CancellationTokenSource _cut = new();

    /// <summary>Opens the way to a port.</summary>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes, in either direction, on old connections and new ones.</summary>
    public void Swallow() => (_requests, _replies) = (Closed(), Closed());

    /// <summary>From now on requests arrive at the server, and its answers do not come back.</summary>
    public void SwallowReplies() => _replies = Closed();

    /// <summary>What waited passes, and all that comes.</summary>
    public void Pass()
    {
        _requests.TrySetResult();
        _replies.TrySetResult();
    }

    /// <summary>Breaks all connections, with what was under way in them; new ones pass.</summary>
    public void Cut()
    {
        var old = _cut;
        (_requests, _replies, _cut) = (Opened(), Opened(), new CancellationTokenSource());
        old.Cancel();
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
        _cut.Dispose();
    }

    private static TaskCompletionSource Closed() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Opened()
    {
        var gate = Closed();
        gate.SetResult();
        return gate;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _cut.Token);
        using (client)
        {
            try
            {
                await _requests.Task.WaitAsync(end.Token).ConfigureAwait(false);
                await server.ConnectAsync(IPAddress.Loopback, _target, end.Token).ConfigureAwait(false);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), () => _requests.Task, end.Token),
                    PumpAsync(server.GetStream(), client.GetStream(), () => _replies.Task, end.Token)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
            {
                // One side is gone; the other is told by its end.
            }
        }
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, Func<Task> gate, CancellationToken end)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, end).ConfigureAwait(false)) > 0)
            {
                await gate().WaitAsync(end).ConfigureAwait(false);
                await to.WriteAsync(buffer.AsMemory(0, count), end).ConfigureAwait(false);
            }

            await gate().WaitAsync(end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}
