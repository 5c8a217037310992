using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Runs calls on connections of the pool: whole transactions, or single statements. Says what is wrong in words for people.</summary>
internal sealed class Runner(Connections connections, SqlText text, StoreOptions options) : IDisposable
{
    /// <summary>A call that lost a deadlock is run again so often.</summary>
    private const int Tries = 20;

    private readonly Places _places = new(connections);

    public SqlText Text => text;

    /// <summary>True from the first call that the server had no room for.</summary>
    public bool HasNoRoom { get; set; }

    /// <summary>True once the server refused a connection while this process had others.</summary>
    public bool IsShort => _places.IsShort;

    /// <summary>Runs a call in a transaction on a thread of the pool.</summary>
    /// <exception cref="LockHeldException">A lock was held for longer than the call waits for it, or others waited in its lane for too long.</exception>
    public Task<T> RunAsync<T>(Func<Transaction, T> call, CancellationToken cancel) => RunAsync(Lane.Any, call, cancel);

    /// <summary>The same, in turn with others of its lane.</summary>
    /// <exception cref="LockHeldException">A lock was held for longer than the call waits for it, or others waited in its lane for too long.</exception>
    public Task<T> RunAsync<T>(Lane lane, Func<Transaction, T> call, CancellationToken cancel) =>
        _places.InLaneAsync(lane, () => Task.Run(() => Run(call, cancel), cancel), cancel);

    /// <summary>Runs a call in a transaction on this thread.</summary>
    public T Run<T>(Func<Transaction, T> call, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isCommitting = false;
            Transaction? current = null;
            try
            {
                using var connection = connections.Open(cancel);
                using var use = _places.Use();
                using var transaction = connections.Begin(connection);
                current = new Transaction(connection, text, options);
                var answer = call(current);
                isCommitting = true;
                transaction.Commit();
                return answer;
            }
            catch (NpgsqlException ended) when (attempt < Tries && !isCommitting && Faults.IsEnded(ended))
            {
                // What was begun is undone.
            }
            catch (PostgresException held) when (current?.KeyWaitMs is not null && LockHeldException.Is(held))
            {
                throw new LockHeldException("what the call needs", held);
            }
            catch (PostgresException lost) when (attempt < Tries && Faults.MayTryAgain(lost))
            {
                // Another call held what this one wanted, and the server chose this one to go back.
            }
            catch (PostgresException missing) when (attempt == 1 && Faults.IsMissingDay(missing))
            {
                MakeDays(cancel);
            }
            catch (Exception fault)
            {
                if (Translate(fault, cancel) is { } said)
                {
                    throw said;
                }

                throw;
            }
        }
    }

    /// <summary>Runs one statement, a transaction of its own.</summary>
    public Task<List<T>> QueryAsync<T>(string name, Action<Statement> set, Func<Row, T> read, CancellationToken cancel) => TryAsync(
        async connection =>
        {
            using var statement = new Statement(new NpgsqlCommand(text.Read(name), connection));
            set(statement);
            return await statement.AllAsync(read, cancel).ConfigureAwait(false);
        },
        cancel);

    /// <summary>
    /// Runs one statement, a transaction of its own, and then a second one, both in one trip to the server; what the second does is not
    /// undone where the first fails, and the other way round. An error of the second alone is passed over.
    /// </summary>
    public Task<List<T>> QueryAsync<T>(
        string name, Action<Statement> set, Func<Row, T> read, string then, Action<Statement> setThen, CancellationToken cancel) => TryAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = true };
                foreach (var (part, values) in (ReadOnlySpan<(string, Action<Statement>)>)[(name, set), (then, setThen)])
                {
                    using var statement = new Statement(new NpgsqlCommand(text.Read(part), connection));
                    values(statement);
                    batch.BatchCommands.Add(statement.ToBatchCommand());
                }

                await using var reader = await Statement.AskAsync(() => batch.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
                var rows = Statement.ReadAll(reader, read);
                await PassOverAsync(reader, cancel).ConfigureAwait(false);
                return rows;
            },
            cancel);

    /// <summary>
    /// Runs one statement in a transaction that commits once the one in front has; where that fails this one fails with it.
    /// </summary>
    /// <param name="name">The statement.</param>
    /// <param name="set">Sets its values.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="boarded">Called when it has a connection: whoever comes after it may ask for one, and never holds the last one while this one waits for it.</param>
    /// <param name="front">The one in front.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<List<T>> QueryAfterAsync<T>(
        string name, Action<Statement> set, Func<Row, T> read, Action boarded, Task front, CancellationToken cancel) => TryAsync(
            async connection =>
            {
                boarded();
                await using var transaction = connections.Begin(connection);
                using var statement = new Statement(new NpgsqlCommand(text.Read(name), connection));
                set(statement);
                var rows = await statement.AllAsync(read, cancel).ConfigureAwait(false);
                await front.ConfigureAwait(false);
                await transaction.CommitAsync(cancel).ConfigureAwait(false);
                return rows;
            },
            cancel);

    /// <summary>Runs a statement that has no values and no file, such as one that names a partition.</summary>
    public Task ExecuteAsync(string statement, CancellationToken cancel) => TryAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(statement, connection);
            return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        },
        cancel);

    public void Dispose() => _places.Dispose();

    // Upkeep makes them a week ahead; so this is a machine that slept for longer.
    private void MakeDays(CancellationToken cancel) => Run(
        transaction =>
        {
            Days.Make(transaction);
            return true;
        },
        cancel);

    private Exception? Translate(Exception fault, CancellationToken cancel)
    {
        var said = Faults.Translate(fault, connections.Address, cancel);
        HasNoRoom |= said is StoreUnavailableException { NoRoom: true };
        return said;
    }

    // What the first statement did is committed once its rows are here: an error of the second must not read as if it were not.
    private static async Task PassOverAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        try
        {
            await reader.NextResultAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            // Such as a queue of notifications that is full; others look by themselves at their intervals.
        }
    }

    private Task<T> TryAsync<T>(Func<NpgsqlConnection, Task<T>> call, CancellationToken cancel) =>
        _places.InPlaceAsync(() => TryOnceAndAgainAsync(call, cancel), cancel);

    private async Task<T> TryOnceAndAgainAsync<T>(Func<NpgsqlConnection, Task<T>> call, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await connections.OpenAsync(cancel).ConfigureAwait(false);
                using var use = _places.Use();
                return await call(connection).ConfigureAwait(false);
            }
            catch (EndedConnectionException) when (attempt < Tries)
            {
                // Nothing was done.
            }
            catch (PostgresException lost) when (attempt < Tries && Faults.MayTryAgain(lost))
            {
                // As above.
            }
            catch (PostgresException missing) when (attempt == 1 && Faults.IsMissingDay(missing))
            {
                MakeDays(cancel);
            }
            catch (Exception fault)
            {
                if (Translate(fault is EndedConnectionException { InnerException: { } cause } ? cause : fault, cancel) is { } said)
                {
                    throw said;
                }

                throw;
            }
        }
    }
}
