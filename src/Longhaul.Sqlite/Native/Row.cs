using System.Text;

namespace Longhaul.Sqlite.Native;

/// <summary>The row on which a statement stands; valid only until its next step.</summary>
internal readonly struct Row(nint handle)
{
    public bool IsNull(int column) => Sqlite3.ColumnType(handle, column) == Sqlite3.NullType;

    public long Long(int column) => Sqlite3.ColumnLong(handle, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int Int(int column) => checked((int)Long(column));

    public bool Bool(int column) => Long(column) != 0;

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Sqlite3.ColumnDouble(handle, column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public unsafe string Text(int column)
    {
        var text = Sqlite3.ColumnText(handle, column);
        return Encoding.UTF8.GetString(text, Sqlite3.ColumnBytes(handle, column));
    }

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public Guid Guid(int column) => System.Guid.ParseExact(Text(column), "N");
}
