using SQLitePCL;

namespace Longhaul.Sqlite.Native;

/// <summary>An error code of SQLite, before it is put into words for a person.</summary>
internal sealed class SqliteFault(int extendedCode, string message) : Exception(message)
{
    /// <summary>The extended result code.</summary>
    public int ExtendedCode { get; } = extendedCode;

    /// <summary>The primary result code.</summary>
    public int Code => ExtendedCode & 0xFF;

    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>No room on the disk. A full disk shows as an input/output error where shared memory had to grow.</summary>
    public bool IsFull => Code == raw.SQLITE_FULL || ExtendedCode == raw.SQLITE_IOERR_SHMSIZE;

    /// <summary>The fault is one of the statement, and says nothing about the store: other calls of the group may go on.</summary>
    public bool IsOfCall => Code is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE;

    /// <summary>The connection is not worth keeping.</summary>
    public bool BreaksConnection => Code is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN
        or raw.SQLITE_READONLY or raw.SQLITE_MISUSE or raw.SQLITE_NOMEM;
}
