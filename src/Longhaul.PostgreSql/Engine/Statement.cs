using Npgsql;
using NpgsqlTypes;

namespace Longhaul.PostgreSql.Engine;

/// <summary>A statement with its values. Every value has a type of its own, since the server cannot guess that of a null.</summary>
internal sealed class Statement(NpgsqlCommand command) : IDisposable
{
    /// <summary>The same as a part of a batch.</summary>
    public NpgsqlBatchCommand ToBatchCommand()
    {
        var part = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            part.Parameters.Add(parameter.Clone());
        }

        return part;
    }

    public Statement Set(string name, long? value) => Add(name, NpgsqlDbType.Bigint, value);

    public Statement Set(string name, long value) => Add(name, NpgsqlDbType.Bigint, value);

    public Statement Set(string name, int value) => Add(name, NpgsqlDbType.Integer, value);

    public Statement Set(string name, double? value) => Add(name, NpgsqlDbType.Double, value);

    public Statement Set(string name, bool value) => Add(name, NpgsqlDbType.Boolean, value);

    public Statement Set(string name, bool? value) => Add(name, NpgsqlDbType.Boolean, value);

    public Statement Set(string name, short value) => Add(name, NpgsqlDbType.Smallint, value);

    public Statement Set(string name, short? value) => Add(name, NpgsqlDbType.Smallint, value);

    public Statement Set(string name, string? value) => Add(name, NpgsqlDbType.Text, PlainText.Of(value));

    public Statement Set(string name, Guid value) => Add(name, NpgsqlDbType.Uuid, value);

    public Statement Set(string name, DateTimeOffset? value) => Add(name, NpgsqlDbType.TimestampTz, value?.UtcDateTime);

    public Statement Set(string name, TimeSpan? value) => Add(name, NpgsqlDbType.Interval, value);

    public Statement Set(string name, DateOnly value) => Add(name, NpgsqlDbType.Date, value);

    public Statement Set(string name, DateOnly? value) => Add(name, NpgsqlDbType.Date, value);

    public Statement Set(string name, IEnumerable<long>? values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values?.ToArray());

    public Statement Set(string name, IEnumerable<long?> values) => AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

    public Statement Set(string name, IEnumerable<int> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

    public Statement Set(string name, IEnumerable<int?> values) => AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

    public Statement Set(string name, IEnumerable<short> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Smallint, values.ToArray());

    public Statement Set(string name, IEnumerable<bool> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Boolean, values.ToArray());

    public Statement Set(string name, IEnumerable<double?> values) => AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.Double, values.ToArray());

    public Statement Set(string name, IEnumerable<string?>? values) =>
        AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.Text, values?.Select(PlainText.Of).ToArray());

    public Statement Set(string name, IEnumerable<Guid> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public Statement Set(string name, IEnumerable<Guid?> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public Statement Set(string name, IEnumerable<TimeSpan?> values) =>
        AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.Interval, values.ToArray());

    public Statement Set(string name, IEnumerable<DateOnly> values) => Add(name, NpgsqlDbType.Array | NpgsqlDbType.Date, values.ToArray());

    public Statement Set(string name, IEnumerable<DateTimeOffset?> values) =>
        AddArray(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values.Select(time => time?.UtcDateTime).ToArray());

    /// <summary>Runs it; answers with the number of rows it changed.</summary>
    public int Run()
    {
        using (command)
        {
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>The first row, or the default where there is none.</summary>
    public T? First<T>(Func<Row, T> read)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            return reader.Read() ? read(new Row(reader)) : default;
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<Row, T> read)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            return ReadAll(reader, read);
        }
    }

    /// <summary>All rows, without holding a thread meanwhile.</summary>
    public async Task<List<T>> AllAsync<T>(Func<Row, T> read, CancellationToken cancel)
    {
        await using (command)
        {
            // The rows of a reply of this size are here when the first is; reading them one by one asynchronously costs more than it frees.
            await using var reader = await AskAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
            return ReadAll(reader, read);
        }
    }

    /// <summary>Asks the server; tells whether the connection was gone before.</summary>
    /// <exception cref="EndedConnectionException">Nothing was done.</exception>
    public static async Task<NpgsqlDataReader> AskAsync(Func<Task<NpgsqlDataReader>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (NpgsqlException fault) when (Faults.IsEnded(fault))
        {
            throw new EndedConnectionException(fault);
        }
    }

    public void Dispose() => command.Dispose();

    public static List<T> ReadAll<T>(NpgsqlDataReader reader, Func<Row, T> read)
    {
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(new Row(reader)));
        }

        return rows;
    }

    /// <summary>
    /// Values that are all null go as no array: beside others <c>unnest</c> fills it up with nulls, and neither side has to write or read them.
    /// </summary>
    private Statement AddArray<T>(string name, NpgsqlDbType type, T[]? values) =>
        Add(name, type, values is { Length: > 0 } && Array.TrueForAll(values, value => value is null) ? null : values);

    private Statement Add(string name, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        return this;
    }
}
