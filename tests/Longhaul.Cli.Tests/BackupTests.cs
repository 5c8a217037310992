using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Tests;

/// <summary><c>longhaul store backup</c> and <c>restore</c>.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make("jobs:\n  one: { command: [\"true\"] }\n");

    public void Dispose() => _folder.Dispose();

    private string StorePath => Path.Join(_folder.Path, "data", "longhaul.db");

    [Fact]
    public async Task What_was_backed_up_comes_back_and_what_was_there_is_kept()
    {
        await RunAsync(0, "enqueue", "one");
        (await RunAsync(0, "store", "backup", "copy.db")).Out.ShouldContain("copy.db holds the store");
        await RunAsync(0, "enqueue", "one");
        var restored = await RunAsync(0, "store", "restore", "copy.db");
        restored.Out.ShouldContain("is restored; what was there is kept as");
        (await IdsAsync(StorePath)).ShouldBe([1]);
        (await IdsAsync(Directory.GetFiles(Path.GetDirectoryName(StorePath)!, "*.before-restore-*").Single(file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)))).ShouldBe([1, 2]);
        await RunAsync(0, "enqueue", "one");
        (await IdsAsync(StorePath)).ShouldBe([1, 2]);
        Directory.GetFiles(Path.GetDirectoryName(StorePath)!, "*.restoring*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_is_whole_while_others_write()
    {
        await using var store = SqliteJobStore.Open(StorePath, new StoreOptions());
        await RunAsync(0, "migrate");
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(store, stop.Token);
        for (var i = 0; i < 5; i++)
        {
            await RunAsync(0, "store", "backup", $"copy{i}.db");
        }

        await stop.CancelAsync();
        (await writing).ShouldBeGreaterThan(0);
        var counts = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var ids = await IdsAsync(Path.Join(_folder.Path, $"copy{i}.db"));
            ids.ShouldBe(Enumerable.Range(1, ids.Count).Select(id => (long)id), "no job is missing among those that it has");
            counts.Add(ids.Count);
        }

        counts.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_store_in_use_is_not_replaced()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        using var other = await OpenElsewhereAsync("data/longhaul.db");
        (await RunAsync(78, "store", "restore", "copy.db")).Error.ShouldContain($"is in use by process {other.Id} (sh); stop that first");
        other.StandardInput.Close();
        await other.WaitForExitAsync();
        await RunAsync(0, "store", "restore", "copy.db");
    }

    /// <summary>The process itself is not looked for among the others: as one of another container, it is felt only by its lock.</summary>
    [Fact]
    public async Task A_store_in_use_by_somebody_unseen_is_not_replaced()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        await using (var store = SqliteJobStore.Open(StorePath, new StoreOptions()))
        {
            await store.Queries.GetAsync(1, TestContext.Current.CancellationToken);
            (await RunAsync(78, "store", "restore", "copy.db")).Error.ShouldContain("is in use by a process that cannot be seen from here");
        }

        await RunAsync(0, "store", "restore", "copy.db");
    }

    /// <summary>Whoever began between the look and the exchange would have written into a file that is nobody's, and its log into the new one.</summary>
    [Fact]
    public async Task Nobody_begins_to_work_with_a_store_while_it_is_being_replaced()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        await RunAsync(0, "enqueue", "one");
        var slow = Path.Join(_folder.Path, "slow.db");
        using (var made = Process.Start("mkfifo", [slow]))
        {
            await made.WaitForExitAsync();
        }

        // The copy comes through a pipe, which nobody feeds yet.
        var restoring = Task.Run(() => RunAsync(0, "store", "restore", "slow.db"), TestContext.Current.CancellationToken);
        await using (var pipe = new FileStream(slow, FileMode.Open, FileAccess.Write))
        {
            await using var store = SqliteJobStore.Open(StorePath, new StoreOptions());
            await Should.ThrowAsync<StoreUnavailableException>(() => store.Intake.EnqueueAsync([new NewJob { Kind = "one" }], CancellationToken.None));
            await pipe.WriteAsync(await File.ReadAllBytesAsync(Path.Join(_folder.Path, "copy.db"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        await restoring;
        (await IdsAsync(StorePath)).ShouldBe([1]);
        await RunAsync(0, "enqueue", "one");
        (await IdsAsync(StorePath)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task What_is_no_copy_changes_nothing()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        File.WriteAllText(Path.Join(_folder.Path, "text.db"), "this is no database, whatever its name says");
        var torn = Path.Join(_folder.Path, "torn.db");
        File.WriteAllBytes(torn, File.ReadAllBytes(Path.Join(_folder.Path, "copy.db"))[..^20_000]);
        (await RunAsync(78, "store", "restore", "nowhere.db")).Error.ShouldContain("there is no file");
        (await RunAsync(78, "store", "restore", "text.db")).Error.ShouldContain("is not an SQLite database");
        (await RunAsync(78, "store", "restore", "torn.db")).Error.ShouldContain("damaged");
        (await RunAsync(78, "store", "backup", "copy.db")).Error.ShouldContain("is there already");
        (await RunAsync(78, "store", "backup", "nowhere/copy.db")).Error.ShouldContain("is not there; make it");
        (await RunAsync(2, "store", "backup", "x.db", "--store", "postgres://db.example/x")).Error.ShouldContain("pg_dump");
        (await IdsAsync(StorePath)).ShouldBe([1]);
        Directory.GetFiles(_folder.Path, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_restored_is_the_store_whose_place_it_takes_and_elsewhere_another_one()
    {
        await RunAsync(0, "enqueue", "one");
        var id = await StoreIdAsync();
        await RunAsync(0, "store", "backup", "copy.db");

        await RunAsync(0, "store", "restore", "copy.db");
        (await StoreIdAsync()).ShouldBe(id);

        await RunAsync(0, "store", "restore", "copy.db", "--store", "sqlite:other.db");
        (await StoreIdAsync(Path.Combine(_folder.Path, "other.db"))).ShouldNotBe(id, "the first one may be at work somewhere else");

        async Task<string> StoreIdAsync(string? path = null)
        {
            await using var store = SqliteJobStore.Open(path ?? StorePath, new StoreOptions());
            return (await store.Schema.CheckAsync(TestContext.Current.CancellationToken)).Id;
        }
    }

    [Fact]
    public async Task A_log_whose_file_is_gone_does_not_come_into_the_one_that_is_restored()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        await RunAsync(0, "enqueue", "one");
        new FileInfo(StorePath + "-wal").Length.ShouldBeGreaterThan(0);
        File.Delete(StorePath);
        (await RunAsync(0, "store", "restore", "copy.db")).Out.ShouldNotContain("is kept");
        (await IdsAsync(StorePath)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_store_behind_a_link_is_replaced_where_it_is_and_seen_in_use_by_any_path()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        Directory.Move(Path.GetDirectoryName(StorePath)!, Path.Join(_folder.Path, "volume"));
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "data"), "volume");
        using var other = await OpenElsewhereAsync("volume/longhaul.db");
        (await RunAsync(78, "store", "restore", "copy.db")).Error.ShouldContain($"process {other.Id} (sh)");
        other.StandardInput.Close();
        await other.WaitForExitAsync();

        File.CreateSymbolicLink(Path.Join(_folder.Path, "link.db"), "volume/longhaul.db");
        await RunAsync(0, "store", "restore", "copy.db", "--store", "sqlite:link.db");
        new FileInfo(Path.Join(_folder.Path, "link.db")).LinkTarget.ShouldBe("volume/longhaul.db");
        (await IdsAsync(Path.Join(_folder.Path, "volume", "longhaul.db"))).ShouldBe([1]);
    }

    [Fact]
    public async Task A_damaged_store_is_replaced_and_kept_as_it_was()
    {
        await RunAsync(0, "enqueue", "one");
        await RunAsync(0, "store", "backup", "copy.db");
        File.Delete(StorePath + "-wal"); // which could heal it
        File.WriteAllText(StorePath, "damaged beyond reading");
        var restored = await RunAsync(0, "store", "restore", "copy.db");
        (await IdsAsync(StorePath)).ShouldBe([1]);
        File.ReadAllText(restored.Out.Trim()[(restored.Out.IndexOf("kept as ", StringComparison.Ordinal) + "kept as ".Length)..]).ShouldBe("damaged beyond reading");
    }

    /// <summary>Starts a process that has the file open until its input ends.</summary>
    private async Task<Process> OpenElsewhereAsync(string file)
    {
        var other = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3< \"$0\"; echo ready; read end", file])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await other.StandardOutput.ReadLineAsync();
        return other;
    }

    private static async Task<int> WriteAsync(SqliteJobStore store, CancellationToken stop)
    {
        var written = 0;
        while (!stop.IsCancellationRequested)
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "one" }], CancellationToken.None);
            written++;
        }

        return written;
    }

    private static async Task<IReadOnlyList<long>> IdsAsync(string path)
    {
        await using var store = SqliteJobStore.Open(path, new StoreOptions());
        var ids = new List<long>();
        for (long id = 1; await store.Queries.GetAsync(id, CancellationToken.None) is not null; id++)
        {
            ids.Add(id);
        }

        return ids;
    }

    private async Task<CliRun> RunAsync(int code, params string[] arguments)
    {
        var run = await CliRun.InAsync(_folder.Path, arguments);
        run.Code.ShouldBe(code, run.Error);
        return run;
    }
}
