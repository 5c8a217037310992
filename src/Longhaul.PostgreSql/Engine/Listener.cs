using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The process's one listening connection: tells of every notification, and of every time it had to connect again.</summary>
internal sealed class Listener(Connections connections, string channel, Action<string> heard) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task? _loop;

    /// <summary>True while notifications arrive.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Begins to listen, unless it does already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= _end.IsCancellationRequested ? Task.CompletedTask : Task.Run(RunAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = FirstPause).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException)
            {
                // The calls of the store say what is wrong; meanwhile workers ask at their intervals.
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            IsListening = false;
            await Task.Delay(pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ListenAsync(Action connected)
    {
        await using var connection = await connections.OpenAsync(_end.Token).ConfigureAwait(false);
        connection.Notification += (_, said) => heard(said.Payload);
        await using var listen = new NpgsqlCommand($"listen \"{channel.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        await listen.ExecuteNonQueryAsync(_end.Token).ConfigureAwait(false);
        connected();
        IsListening = true;
        heard("");
        while (true)
        {
            await connection.WaitAsync(_end.Token).ConfigureAwait(false);
        }
    }
}
