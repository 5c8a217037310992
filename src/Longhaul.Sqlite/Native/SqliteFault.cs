namespace Longhaul.Sqlite.Native;

/// <summary>An error code of SQLite, before it is put into words for a person.</summary>
internal sealed class SqliteFault(int extendedCode, string message) : Exception(message)
{
    /// <summary>The extended result code.</summary>
    public int ExtendedCode { get; } = extendedCode;

    /// <summary>The primary result code.</summary>
    public int Code => ExtendedCode & 0xFF;

    public bool IsBusy => Code is Sqlite3.Busy or Sqlite3.Locked;

    /// <summary>No room on the disk. It shows as an input/output error where shared memory had to grow.</summary>
    public bool IsFull => Code == Sqlite3.Full || ExtendedCode == Sqlite3.IoSharedMemorySize;

    /// <summary>The fault is one of the statement, and says nothing about the store: other calls of the group may go on.</summary>
    public bool IsOfCall => Code is Sqlite3.Error or Sqlite3.Constraint or Sqlite3.TooBig or Sqlite3.Mismatch or Sqlite3.Range;

    /// <summary>The connection is not worth keeping.</summary>
    public bool BreaksConnection => Code is Sqlite3.Io or Sqlite3.Corrupt or Sqlite3.NotADatabase or Sqlite3.CannotOpen
        or Sqlite3.ReadOnly or Sqlite3.Misuse or Sqlite3.NoMemory;
}
