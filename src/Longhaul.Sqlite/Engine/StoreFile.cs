using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>The file the store lives in: how it is opened, and what is said when that fails.</summary>
internal sealed class StoreFile(string path)
{
    private const int BusyTimeoutMs = 200;
    private volatile bool _wasOpen;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public bool Exists => File.Exists(Path);

    /// <summary>Which file the path names now; another after it was replaced.</summary>
    public ulong Identity => FileIdentity.Of(Path);

    public long WalBytes => new FileInfo(Path + "-wal") is { Exists: true } file ? file.Length : 0;

    /// <exception cref="StoreUnusableException">Nothing was ever there, or it is a folder.</exception>
    /// <exception cref="StoreUnavailableException">It was there before.</exception>
    public void RequireExisting()
    {
        if (Exists)
        {
            return;
        }

        throw Directory.Exists(Path) ? Faults.IsFolder(Path) : _wasOpen ? Faults.Gone(Path) : Faults.Missing(Path);
    }

    /// <summary>Opens a store that is there, and checks that this program can use it.</summary>
    public Database Open()
    {
        RequireExisting();
        var db = Configured(create: false);
        try
        {
            SchemaVersion.Require(db, Path);
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file for migration, making it where it is missing.</summary>
    public Database OpenOrCreate() => Configured(create: true);

    /// <summary>Makes the folders above the file.</summary>
    public void MakeFolder()
    {
        if (Directory.Exists(Path))
        {
            throw Faults.IsFolder(Path);
        }

        var folder = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnusableException($"the folder {folder} of the store cannot be made: {failure.Message}", failure);
        }
    }

    private Database Configured(bool create)
    {
        Database? db = null;
        try
        {
            db = Database.Open(Path, create, BusyTimeoutMs);
            Configure(db);
            _wasOpen = true;
            return db;
        }
        catch (SqliteFault fault)
        {
            db?.Dispose();
            throw Faults.Translate(fault, Path);
        }
        catch
        {
            db?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Write-ahead log, synced at every commit. It is never folded back by a commit, only by upkeep inside the turnstile: SQLite before
    /// 3.51.3 can lose a log that is reset while another connection writes.
    /// </summary>
    private void Configure(Database db)
    {
        if (!string.Equals(db.Ask("pragma encoding"), "UTF-8", StringComparison.Ordinal))
        {
            throw new StoreUnusableException($"the database {Path} keeps text as UTF-16; use one in UTF-8, or a new file");
        }

        if (!string.Equals(db.Ask("pragma journal_mode"), "wal", StringComparison.Ordinal))
        {
            db.Execute("pragma journal_mode = wal");
        }

        db.Sync(always: true);
        db.Execute("pragma wal_autocheckpoint = 0");
        db.Execute("pragma temp_store = memory");
        db.Execute("pragma cache_size = -16000");
        db.ForbidCheckpointOnClose();
    }
}
