using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Tells whoever enqueues whether this process sleeps: a shared advisory lock of a session of its own, which writes nothing and ends with
/// the process. (A flag in a table, read within the transaction that enqueues, loses wake-ups.)
/// </summary>
internal sealed class SleepFlag(Connections connections, SqlText text, string channel) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _connection;
    private bool _held;

    /// <summary>Raises the flag. True where it was up before; else whoever wants to sleep must look once more first.</summary>
    public async Task<bool> RaiseAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_held && _connection is { State: System.Data.ConnectionState.Open })
            {
                return true;
            }

            await CloseAsync().ConfigureAwait(false);
            _connection = await connections.OpenAsync(cancel).ConfigureAwait(false);
            await RunAsync("Signals/sleep", _connection, cancel).ConfigureAwait(false);
            _held = true;
            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lowers the flag: from now on nobody needs to wake this process.</summary>
    public async Task LowerAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_held && _connection is not null)
            {
                _held = false;
                await RunAsync("Signals/wake", _connection, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private async Task RunAsync(string statement, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(text.Read(statement), connection);
        command.Parameters.AddWithValue("@channel", channel);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        _held = false;
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }
    }
}
