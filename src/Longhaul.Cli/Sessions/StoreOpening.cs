using Longhaul.PostgreSql;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Sessions;

/// <summary>Opens stores.</summary>
internal static class StoreOpening
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(2);

    /// <summary>Opens a store without reaching it yet; a file's folder is made.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be made.</exception>
    public static IJobStore Open(StoreChoice choice) => choice.Place switch
    {
        StorePlace.Server { Address: var address } => OpenServer(address, choice),
        StorePlace.LocalFile { Path: var path } => OpenFile(path, choice),
        _ => throw new InvalidOperationException($"no store is made for {choice.Place.GetType().Name}"),
    };

    private static PostgreSqlJobStore OpenServer(PostgreSqlAddress address, StoreChoice choice) =>
        PostgreSqlJobStore.Open(address, OptionsOf(choice));

    private static SqliteJobStore OpenFile(string path, StoreChoice choice)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"{choice.Source}: the folder {TerminalText.Quote(folder)} cannot be made: {e.Message.TrimEnd('.')}; choose another path for the store");
        }

        return SqliteJobStore.Open(path, OptionsOf(choice));
    }

    private static StoreOptions OptionsOf(StoreChoice choice) => new() { Lease = choice.Lease, KeyAging = choice.KeyAging };

    /// <summary>Closes a store; one that hangs is left to the end of the process.</summary>
    public static async ValueTask CloseAsync(IJobStore store, TimeProvider clock)
    {
        try
        {
            await store.DisposeAsync().AsTask().WaitAsync(LongestClose, clock);
        }
        catch (TimeoutException)
        {
            // What it accepted is on disk; what hangs is a call that somebody else's lock keeps.
        }
    }

    /// <summary>Creates or migrates the store, or checks that it needs neither.</summary>
    public static async Task PrepareAsync(IJobStore store, bool migrate, CancellationToken cancel)
    {
        try
        {
            await store.Schema.CheckAsync(cancel);
        }
        catch (StoreUnusableException) when (migrate)
        {
            await store.Schema.MigrateAsync(cancel);
        }
    }
}
