using System.Runtime.InteropServices;

namespace Longhaul.Sqlite.Native;

/// <summary>
/// The functions of SQLite that are used, straight from its C interface: the usual drivers sleep inside their retries, and hide which
/// commit failed how. Calls that neither block nor take long skip the switch to native code.
/// </summary>
internal static partial class Sqlite3
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Permission = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int NoMemory = 7;
    public const int ReadOnly = 8;
    public const int Io = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int TooBig = 18;
    public const int Constraint = 19;
    public const int Mismatch = 20;
    public const int Misuse = 21;
    public const int Range = 25;
    public const int NotADatabase = 26;
    public const int Row = 100;
    public const int Done = 101;
    public const int IoSharedMemorySize = Io | (19 << 8);

    public const int OpenReadWrite = 0x2;
    public const int OpenCreate = 0x4;
    public const int OpenWithoutMutex = 0x8000;
    public const int NullType = 5;
    public const int NoCheckpointOnClose = 1006;

    /// <summary>Makes SQLite copy a bound text before the call returns.</summary>
    public const nint Transient = -1;

    public const int MemoryStatistics = 9;

    /// <summary>False where variadic arguments are passed otherwise than named ones.</summary>
    public static readonly bool TakesVariadic = !(OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64);

    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, out nint db, int flags, nint vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    public static partial int Close(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_result_codes")]
    public static partial int UseExtendedCodes(nint db, int on);

    [LibraryImport(Library, EntryPoint = "sqlite3_busy_timeout")]
    public static partial int SetBusyTimeout(nint db, int ms);

    /// <summary>Process-wide settings; only before the first connection. Its arguments are variadic, see <see cref="TakesVariadic"/>.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_config")]
    public static partial int ConfigureAll(int option, int value);

    [LibraryImport(Library, EntryPoint = "sqlite3_db_config")]
    public static partial int Configure(nint db, int option, int value, out int result);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(nint db, string sql, nint callback, nint argument, nint error);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prepare(nint db, string sql, int bytes, out nint statement, nint tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    public static partial int FinalizeStatement(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_errcode")]
    public static partial int ErrorCode(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    private static partial nint ErrorMessage(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_get_autocommit"), SuppressGCTransition]
    public static partial int IsIdle(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_changes"), SuppressGCTransition]
    public static partial int Changes(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_total_changes64"), SuppressGCTransition]
    public static partial long TotalChanges(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_clear_bindings"), SuppressGCTransition]
    public static partial int ClearBindings(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_parameter_count"), SuppressGCTransition]
    public static partial int CountParameters(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_parameter_name"), SuppressGCTransition]
    private static partial nint NameParameter(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int Bind(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double"), SuppressGCTransition]
    public static partial int Bind(nint statement, int index, double value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    public static unsafe partial int Bind(nint statement, int index, byte* text, int bytes, nint lifetime);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static partial long ColumnLong(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double"), SuppressGCTransition]
    public static partial double ColumnDouble(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_text")]
    public static unsafe partial byte* ColumnText(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    public static partial int ColumnBytes(nint statement, int column);

    /// <summary>What went wrong last on a connection.</summary>
    public static SqliteFault LastFault(nint db) => new(ErrorCode(db), Marshal.PtrToStringUTF8(ErrorMessage(db)) ?? "");

    /// <summary>A parameter's name as it stands in the statement.</summary>
    public static string ParameterName(nint statement, int index) => Marshal.PtrToStringUTF8(NameParameter(statement, index))!;
}
