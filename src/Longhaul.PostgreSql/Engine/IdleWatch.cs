using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Finds connections of the pool that ended while nobody used them: a pooler, a firewall or a server that went and came back says nothing, or
/// says it where nobody listens. One that was not used for a while is asked for a sign of life first; the others are in use too often for that to be worth a trip.
/// </summary>
/// <param name="long">For how long one was not used that is asked.</param>
internal sealed class IdleWatch(TimeSpan @long)
{
    private const int MostRemembered = 200;
    private const int PatienceSeconds = 3;

    private readonly ConcurrentDictionary<int, long> _used = new();

    /// <summary>Whether a connection that the pool gave out can be used.</summary>
    public bool IsAlive(NpgsqlConnection connection)
    {
        if (!MustAsk(connection))
        {
            return true;
        }

        try
        {
            using var command = Question(connection);
            command.ExecuteNonQuery();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Whether a connection that the pool gave out can be used.</summary>
    public async ValueTask<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!MustAsk(connection))
        {
            return true;
        }

        try
        {
            await using var command = Question(connection);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private bool MustAsk(NpgsqlConnection connection)
    {
        if (_used.Count > MostRemembered)
        {
            _used.Clear(); // of connections that are long gone
        }

        var (now, isKnown) = (Stopwatch.GetTimestamp(), _used.TryGetValue(connection.ProcessID, out var before));
        _used[connection.ProcessID] = now;
        return isKnown && Stopwatch.GetElapsedTime(before, now) > @long;
    }

    private static NpgsqlCommand Question(NpgsqlConnection connection) => new("select 1", connection) { CommandTimeout = PatienceSeconds };
}
