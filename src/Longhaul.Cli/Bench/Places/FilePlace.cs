using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Bench.Places;

/// <summary>A file of SQLite in a folder beside the store's own file, so that it lies on the same disk.</summary>
internal sealed class FilePlace : BenchPlace
{
    private const string LockName = "longhaul-bench";

    private readonly StoreChoice _choice;
    private readonly string _file;
    private readonly FileStream _lock;
    private IJobStore? _watching;

    private FilePlace(string folder, StoreChoice choice, FileStream lockFile)
    {
        _file = Path.Combine(folder, "store", "bench.db");
        (Folder, _choice, _lock) = (folder, choice with { Place = new StorePlace.LocalFile(_file) }, lockFile);
    }

    public override string Description => $"SQLite, {_file}";

    public override string Folder { get; }

    public override IReadOnlyDictionary<string, string> WorkerVariables => new Dictionary<string, string> { ["LONGHAUL_STORE"] = $"sqlite:{_file}" };

    /// <summary>Makes the folder; one that an earlier run was killed in is taken over.</summary>
    /// <exception cref="UsageException">Another run uses it, or it is something else.</exception>
    public static FilePlace Open(string folder, StoreChoice choice)
    {
        var lockFile = Path.Combine(folder, LockName);
        if (Directory.Exists(folder) && !File.Exists(lockFile) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UsageException($"bench: the folder {TerminalText.Quote(folder)} was not made by measuring, and would be removed; move it away");
        }

        try
        {
            Directory.CreateDirectory(folder);
            return new FilePlace(folder, choice, new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"bench: the folder {TerminalText.Quote(folder)} cannot be had ({e.Message.TrimEnd('.')}); where another bench runs, wait for its end");
        }
    }

    public override IJobStore OpenStore() => StoreOpening.Open(_choice);

    public override async Task EmptyAsync(CancellationToken cancel)
    {
        await StopWatchingAsync();
        Remove(Path.GetDirectoryName(_file)!);
        await using var store = OpenStore();
        await store.Schema.MigrateAsync(cancel);
    }

    public override Task SettleAsync(CancellationToken cancel) => Task.CompletedTask;

    public override async Task<bool> HasOpenJobsAsync(CancellationToken cancel)
    {
        _watching ??= OpenStore();
        var queues = await _watching.Queries.ListQueuesAsync(cancel);
        return queues.Any(queue => queue.Blocked + queue.Ready + queue.Scheduled + queue.Running > 0);
    }

    public override Task<StoreReading?> ReadAsync(CancellationToken cancel) => Task.FromResult<StoreReading?>(null);

    public override async ValueTask DisposeAsync()
    {
        await StopWatchingAsync();
        await _lock.DisposeAsync();
        Remove(Folder);
    }

    private async Task StopWatchingAsync()
    {
        await (_watching?.DisposeAsync() ?? ValueTask.CompletedTask);
        _watching = null;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
