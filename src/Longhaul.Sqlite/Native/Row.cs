using System.Text;
using SQLitePCL;

namespace Longhaul.Sqlite.Native;

/// <summary>The row on which a statement stands; valid only until its next step.</summary>
internal readonly struct Row(sqlite3_stmt handle)
{
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int Int(int column) => checked((int)Long(column));

    public bool Bool(int column) => Long(column) != 0;

    public double? DoubleOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_double(handle, column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public Guid Guid(int column) => System.Guid.ParseExact(Text(column), "N");
}
