using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>Paths and files that are not what they should be, each told in one line that says what to do.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Opening_a_store_touches_nothing()
    {
        await using var store = SqliteJobStore.Open(_folder.Database);
        Directory.EnumerateFileSystemEntries(_folder.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_folders_are_made()
    {
        var path = Path.Combine(_folder.Folder, "a", "b", "store.db");
        await using var store = await _folder.OpenAsync(path);
        (await store.Schema.CheckAsync()).Address.ShouldBe(path);
    }

    [Fact]
    public async Task A_store_that_was_never_made_is_not_made_by_using_it()
    {
        await using var store = SqliteJobStore.Open(_folder.Database);
        await RefusedAsync(() => store.Schema.CheckAsync(), "no store at", "longhaul migrate");
        await RefusedAsync(() => store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]), "no store at", "longhaul migrate");
        Directory.EnumerateFileSystemEntries(_folder.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_is_no_store()
    {
        await using var store = SqliteJobStore.Open(_folder.Folder);
        await RefusedAsync(() => store.Schema.MigrateAsync(), "is a folder", "longhaul.db");
        await RefusedAsync(() => store.Schema.CheckAsync(), "is a folder", "longhaul.db");
    }

    [Fact]
    public async Task A_file_in_the_way_of_a_folder_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Folder, "file"), "x");
        await using var store = SqliteJobStore.Open(Path.Combine(_folder.Folder, "file", "store.db"));
        await RefusedAsync(() => store.Schema.MigrateAsync(), "cannot be made");
    }

    [Fact]
    public async Task Something_that_is_no_database_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.Database, new string('x', 8_192));
        await using var store = SqliteJobStore.Open(_folder.Database);
        await RefusedAsync(() => store.Schema.MigrateAsync(), "not an SQLite database");
        await RefusedAsync(() => store.Schema.CheckAsync(), "not an SQLite database");
        (await File.ReadAllTextAsync(_folder.Database)).ShouldStartWith("xxxx");
    }

    [Fact]
    public async Task A_damaged_database_is_named_as_such()
    {
        await using (await _folder.OpenAsync())
        {
        }

        _folder.Ask("pragma wal_checkpoint(truncate)");
        await using (var file = File.OpenWrite(_folder.Database))
        {
            file.Seek(4_096, SeekOrigin.Begin);
            file.Write(Enumerable.Repeat((byte)0xAB, (int)file.Length - 4_096).ToArray());
        }

        await using var store = SqliteJobStore.Open(_folder.Database);
        await RefusedAsync(() => store.Queries.ListAsync(new JobFilter(), new JobPage(10)), "damaged", "restore a copy");
    }

    [Fact]
    public async Task A_newer_schema_is_left_to_the_newer_program()
    {
        await using (await _folder.OpenAsync())
        {
        }

        _folder.Execute("update longhaul_meta set value = '99' where name in ('schema_version', 'least_program')");
        await using var store = SqliteJobStore.Open(_folder.Database);
        await RefusedAsync(() => store.Schema.CheckAsync(), "schema version 99", "needs a program that knows 99 or later", "use a newer program");
        await RefusedAsync(() => store.Schema.MigrateAsync(), "schema version 99", "needs a program that knows 99 or later", "use a newer program");
    }

    [Fact]
    public async Task A_database_of_another_program_is_shared_with_it()
    {
        _folder.Execute("create table notes (text)", "insert into notes values ('mine')", "pragma user_version = 41");
        await using var store = SqliteJobStore.Open(_folder.Database);
        await RefusedAsync(() => store.Schema.CheckAsync(), "holds no store yet", "longhaul migrate");
        await store.Schema.MigrateAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]);
        _folder.Ask("select text from notes").ShouldBe("mine");
        _folder.Ask("pragma user_version").ShouldBe("41");
        _folder.Ask("select count(*) from sqlite_master where type = 'table' and name not like 'longhaul!_%' escape '!' and name not like 'sqlite!_%' escape '!'")
            .ShouldBe("1");
    }

    [Fact]
    public async Task Migrating_twice_and_by_many_at_once_is_harmless()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => SqliteJobStore.Open(_folder.Database)).ToList();
        await Task.WhenAll(stores.Select(store => store.Schema.MigrateAsync()));
        await Task.WhenAll(stores.Select(store => store.Schema.MigrateAsync()));
        foreach (var store in stores)
        {
            (await store.Schema.CheckAsync()).SchemaVersion.ShouldBe(6);
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_store_that_is_removed_while_in_use_is_not_written_into_nowhere()
    {
        await using var store = await _folder.OpenAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]);
        File.Delete(_folder.Database);
        var gone = await Should.ThrowAsync<StoreUnavailableException>(() => store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]));
        gone.Message.ShouldContain("somebody removed or moved the file");

        await using (var other = await _folder.OpenAsync())
        {
            await other.Audit.AppendAsync(new AuditEntry("other", "MADE_ANEW", "store"));
        }

        (await store.Audit.ListAsync(10)).ShouldHaveSingleItem().Entry.Action.ShouldBe("MADE_ANEW");
        (await store.Intake.EnqueueAsync([new NewJob { Kind = "y" }])).ShouldHaveSingleItem().Id.ShouldBe(1);
    }

    private static async Task RefusedAsync(Func<Task> call, params string[] words)
    {
        var message = (await Should.ThrowAsync<StoreUnusableException>(call)).Message;
        message.ShouldNotContain('\n');
        foreach (var word in words)
        {
            message.ShouldContain(word);
        }
    }
}
