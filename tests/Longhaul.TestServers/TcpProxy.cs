using System.Net;
using System.Net.Sockets;

namespace Longhaul.TestServers;

/// <summary>Stands between a client and a server on the loopback interface, and can become a black hole: nothing is refused, and nothing arrives.</summary>
public sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the way to a port.</summary>
    public TcpProxy(int target)
    {
        _target = target;
        _open.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes, in either direction, on old connections and new ones.</summary>
    public void Swallow() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waited passes, and all that comes.</summary>
    public void Pass() => _open.TrySetResult();

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
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
        using (client)
        {
            try
            {
                await _open.Task.WaitAsync(_end.Token).ConfigureAwait(false);
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token).ConfigureAwait(false);
                await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream())).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
            {
                // One side is gone; the other is told by its end.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, _end.Token).ConfigureAwait(false)) > 0)
            {
                await _open.Task.WaitAsync(_end.Token).ConfigureAwait(false);
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token).ConfigureAwait(false);
            }

            await _open.Task.WaitAsync(_end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}
