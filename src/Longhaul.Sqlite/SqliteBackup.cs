using Longhaul.Core.Stores;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite;

/// <summary>Copies of a store's file, made while it is in use, and put back.</summary>
public static class SqliteBackup
{
    /// <summary>Writes a whole and consistent copy of a store, as of one moment. Nobody who works with it waits; its log grows meanwhile.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="target">The copy; it must not be there yet, and appears when it is complete and on disk.</param>
    /// <returns>The copy's size in bytes.</returns>
    /// <exception cref="StoreUnusableException">There is no such store, or the copy cannot be made there.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or fails; nothing is left of the copy.</exception>
    public static long Write(string path, string target)
    {
        target = Path.GetFullPath(target);
        RequireAbsent(target);
        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            using (var store = new StoreFile(path).Open())
            {
                Copy(store, partial);
            }

            FlushToDisk(partial);
            RequireWhole(partial);
            File.Move(partial, target);
            return new FileInfo(target).Length;
        }
        catch (SqliteFault fault)
        {
            throw Faults.Translate(fault, partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnusableException($"the copy {target} cannot be made: {failure.Message}", failure);
        }
        finally
        {
            TryDelete(partial);
        }
    }

    /// <summary>Puts a copy in a store's place. The present file stays beside it under another name.</summary>
    /// <param name="backup">The copy; it stays as it is.</param>
    /// <param name="path">The store's file; it need not be there.</param>
    /// <param name="now">For the name under which the present file is kept.</param>
    /// <returns>Where the present file is kept; null where there was none.</returns>
    /// <exception cref="StoreUnusableException">The copy is no store, or damaged, or of a newer program; or a process has the store open. Nothing was changed.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or fails. Nothing was changed.</exception>
    public static string? Restore(string backup, string path, DateTimeOffset now)
    {
        path = Path.GetFullPath(path);
        path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        var coming = path + ".restoring";
        try
        {
            if (!File.Exists(backup))
            {
                throw new StoreUnusableException($"there is no file {backup} to restore");
            }

            // From here on until the other file is in its place nobody can begin to work with the present one.
            using var alone = TakeAlone(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            RemoveAll(coming);
            CopyFile(backup, coming);
            RequireStore(coming, backup);
            Rename(coming, alone);
            var kept = Keep(path, alone, now);
            Exchange(coming, path, kept);
            return kept;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnusableException($"{backup} cannot be put in the place of {path}: {failure.Message}", failure);
        }
        finally
        {
            RemoveAll(coming);
        }
    }

    private static void Copy(Database store, string target) => store.Text("vacuum into @target").Set("@target", target).Run();

    private static void RequireAbsent(string target)
    {
        if (Path.Exists(target))
        {
            throw new StoreUnusableException($"{target} is there already; name another file for the copy, or remove that one");
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new StoreUnusableException($"the folder {Path.GetDirectoryName(target)} for the copy is not there; make it, or name another");
        }
    }

    /// <summary>
    /// Whoever works with the store holds a shared lock on its file as long as it has it open, which every container of the machine feels; this one shuts all others
    /// out for as long as it is held. Null where there is no file, or one too damaged to be locked, which may be why another is to come.
    /// </summary>
    private static Database? TakeAlone(string path)
    {
        if (LockHolders.WhoHasOpen(path) is { Length: > 0 } who)
        {
            throw new StoreUnusableException($"{path} is in use by {who}; stop that first");
        }

        if (!File.Exists(path))
        {
            return null;
        }

        Database? store = null;
        try
        {
            store = Database.Open(path, create: false, busyTimeoutMs: 0);
            store.ForbidCheckpointOnClose();
            store.Ask("pragma locking_mode = exclusive");
            store.Ask("select count(*) from sqlite_schema");
            return store;
        }
        catch (SqliteFault fault)
        {
            store?.Dispose();
            return !fault.IsBusy ? null
                : throw new StoreUnusableException($"{path} is in use by a process that cannot be seen from here, of another container or user; stop that first");
        }
    }

    private static void RequireStore(string file, string name)
    {
        try
        {
            using var copy = Database.Open(file, create: false, busyTimeoutMs: 0);
            SchemaVersion.RequireOurs(copy, name);
        }
        catch (SqliteFault fault)
        {
            throw Faults.Translate(fault, name);
        }

        RequireWhole(file, name);
    }

    /// <summary>
    /// It is the store whose place it takes. Where there was none it is another one than that from which it was copied: both may be at work, and neither may take away what the other keeps
    /// elsewhere.
    /// </summary>
    private static void Rename(string coming, Database? present)
    {
        try
        {
            using var copy = Database.Open(coming, create: false, busyTimeoutMs: 0);
            SchemaVersion.Rename(copy, FindId(present) ?? Guid.NewGuid().ToString("N"));
        }
        catch (SqliteFault fault)
        {
            throw Faults.Translate(fault, coming);
        }

        FlushToDisk(coming);
    }

    private static string? FindId(Database? present)
    {
        try
        {
            return present is null ? null : SchemaVersion.FindId(present);
        }
        catch (SqliteFault)
        {
            // Damaged, which may be why another is to come.
            return null;
        }
    }

    private static void RequireWhole(string file, string? name = null)
    {
        using var copy = Database.Open(file, create: false, busyTimeoutMs: 0);
        if (copy.Ask("pragma quick_check(1)") is not "ok" and var complaint)
        {
            throw new StoreUnusableException($"the copy {name ?? file} is damaged: {complaint}");
        }
    }

    /// <summary>
    /// Puts the present file aside, with what its log holds folded in. A log that were left behind would be read into the file that
    /// comes; of a file that is gone or too damaged to fold, it goes aside as well.
    /// </summary>
    private static string? Keep(string path, Database? alone, DateTimeOffset now)
    {
        var kept = $"{path}.before-restore-{now.UtcDateTime:yyyyMMddHHmmss}";
        var isThere = File.Exists(path);
        RequireAbsent(kept);
        Fold(alone);
        // A copy has to open the file, and gives up the lock with that.
        if (isThere && !HardLink.TryMake(path, kept))
        {
            CopyFile(path, kept);
        }

        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            File.Move(path + "-wal", kept + "-wal");
        }

        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        return isThere ? kept : null;
    }

    private static void Exchange(string coming, string path, string? kept)
    {
        try
        {
            File.Move(coming, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // One file under two names has two logs.
            TryDelete(kept ?? coming);
            throw;
        }
    }

    // By leaving the log for good: whoever has none does not remove, when it closes the file that was, the log of the one that is.
    private static void Fold(Database? alone)
    {
        try
        {
            alone?.Ask("pragma journal_mode = delete");
        }
        catch (SqliteFault)
        {
            // It is damaged, which may be why another is to come.
        }
    }

    private static void CopyFile(string from, string to)
    {
        File.Copy(from, to, overwrite: true);
        FlushToDisk(to);
    }

    private static void FlushToDisk(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    // A journal that were left over from a call that was killed would be read into the next copy.
    private static void RemoveAll(string file)
    {
        foreach (var ending in (string[])["", "-wal", "-shm", "-journal"])
        {
            TryDelete(file + ending);
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What is left over is taken away by the next call.
        }
    }
}
