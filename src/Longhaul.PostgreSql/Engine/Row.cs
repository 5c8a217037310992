using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The row on which a reader stands; valid only until its next step.</summary>
internal readonly struct Row(NpgsqlDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Long(int column) => reader.GetInt64(column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int Int(int column) => reader.GetInt32(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public short Short(int column) => reader.GetInt16(column);

    public bool Bool(int column) => reader.GetBoolean(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : reader.GetDouble(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public Guid Guid(int column) => reader.GetGuid(column);

    /// <summary>An array of numbers; empty where it is null.</summary>
    public long[] Numbers(int column) => IsNull(column) ? [] : reader.GetFieldValue<long[]>(column);

    public T[] Array<T>(int column) => reader.GetFieldValue<T[]>(column);

    public DateTimeOffset Time(int column) => new(reader.GetDateTime(column), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public TimeSpan Span(int column) => reader.GetFieldValue<TimeSpan>(column);

    public DateOnly Date(int column) => reader.GetFieldValue<DateOnly>(column);

    public DateOnly? DateOrNull(int column) => IsNull(column) ? null : Date(column);
}
