using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>The file the store lives in: how it is opened, and what is said when that fails.</summary>
internal sealed class StoreFile(string path)
{
    private const int BusyTimeoutMs = 200;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public bool Exists => File.Exists(Path);

    public long WalBytes => new FileInfo(Path + "-wal") is { Exists: true } file ? file.Length : 0;

    /// <exception cref="StoreUnusableException">Nothing is there, or a folder.</exception>
    public void RequireExisting()
    {
        if (!Exists)
        {
            throw Directory.Exists(Path)
                ? Faults.IsFolder(Path)
                : new StoreUnusableException($"there is no store at {Path} yet; make it with 'longhaul migrate'");
        }
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
