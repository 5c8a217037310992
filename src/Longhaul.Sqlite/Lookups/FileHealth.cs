using Longhaul.Core.Stores;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Lookups;

/// <summary>How the store's file is.</summary>
internal static class FileHealth
{
    /// <summary>Upkeep folds the log back above 64 MB; one of several times that size is held open by a reader.</summary>
    private const long LargeLog = 256L << 20;

    public static IReadOnlyList<StoreFact> Examine(Database db, StoreFile file)
    {
        var (page, pages, free) = db.Sql("Health/sizes").First(row => (row.Long(0), row.Long(1), row.Long(2)));
        var log = SizeOf(file.Path + "-wal");
        return
        [
            new("file_bytes", "store", page * pages),
            new("free_bytes", "store", page * free),
            new("file_bytes", "log", log, log > LargeLog
                ? $"the log {file.Path}-wal has grown to {log >> 20} MB: a program keeps a read open for long; end it, and upkeep folds the log back"
                : null),
            new("disk_free_bytes", "", new DriveInfo(Path.GetFullPath(file.Path)).AvailableFreeSpace),
        ];
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;
}
