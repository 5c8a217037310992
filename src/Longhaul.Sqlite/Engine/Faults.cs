using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>Puts SQLite's error codes into words for a person: which file, what is wrong, what to do.</summary>
internal static class Faults
{
    public static Exception Translate(SqliteFault fault, string path) => fault switch
    {
        { IsBusy: true } => Locked(path, fault),
        { IsFull: true } => NoRoom(path, fault),
        { Code: Sqlite3.NotADatabase } => new StoreUnusableException(
            $"{path} is not an SQLite database; name another file for the store, or move this one away", fault),
        { Code: Sqlite3.Corrupt } => new StoreUnusableException(
            $"the database {path} is damaged ({fault.Message}); restore a copy, or save what can be read with 'sqlite3 {path} .recover'", fault),
        { Code: Sqlite3.ReadOnly or Sqlite3.Permission } => new StoreUnusableException(
            $"{path} cannot be written ({fault.Message}); check its owner and mode, and those of its folder", fault),
        { Code: Sqlite3.CannotOpen } => new StoreUnusableException(
            $"{path} cannot be opened ({fault.Message}); check that its folder exists and may be written", fault),
        { Code: Sqlite3.Io } => new StoreUnavailableException(
            $"the disk under {path} failed to read or write ({fault.Message}, code {fault.ExtendedCode}); it is tried again", fault),
        _ => new StoreUnavailableException($"the store {path} answered: {fault.Message} (code {fault.ExtendedCode})", fault),
    };

    public static StoreUnusableException IsFolder(string path) =>
        new($"{path} is a folder; name a file for the store, such as {Path.Combine(path, "longhaul.db")}");

    public static StoreUnusableException Missing(string path) =>
        new($"there is no store at {path} yet; make it with 'longhaul migrate'");

    public static StoreUnavailableException Gone(string path) =>
        new($"the store {path} is gone: somebody removed or moved the file; put it back, or make a new one with 'longhaul migrate'");

    public static StoreUnavailableException Locked(string path, Exception? cause = null) =>
        new($"the store {path} is locked by {LockHolders.Describe(path)}; it is tried again", cause);

    public static StoreUnavailableException NoRoom(string path, Exception? cause = null) =>
        new($"no room left for {path}; free some space on its disk, then work goes on by itself", cause);

    public static StoreUnavailableException NoRoomForNewJobs(string path) =>
        new($"no room left for {path}, so that new jobs are refused; free some space on its disk, then work goes on by itself") { NoRoom = true };

    public static StoreUnavailableException Slow(string path) =>
        new($"the store {path} has not answered for some seconds, so that it is not known whether the change was kept; is its disk overloaded?");
}
