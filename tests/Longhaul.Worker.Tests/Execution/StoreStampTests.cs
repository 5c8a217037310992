using Longhaul.Core.Artifacts;
using Longhaul.Core.Stores;
using Longhaul.Sqlite;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Output;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

public sealed class StoreStampTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-").FullName;

    [Fact]
    public async Task Garbage_is_still_swept_after_the_project_was_moved()
    {
        var project = Project("before");
        await SweepAsync(project);
        Directory.Move(project, At("after"));
        var forgotten = Directory.CreateDirectory(At("after/data/logs/77")).FullName;

        await SweepAsync(At("after"));

        Directory.Exists(forgotten).ShouldBeFalse();
    }

    [Theory]
    [InlineData("data/longhaul.db", "longhaul.db")]
    [InlineData("jobs.db", "../jobs.db")]
    public async Task A_store_that_moves_with_the_folder_is_named_by_the_way_to_it(string store, string stamp)
    {
        var project = Project("project");
        var path = MakeFile($"project/{store}");

        (await IsOursAsync(project, path)).ShouldBeTrue();

        StampOf(project).ShouldBe(stamp);
    }

    [Fact]
    public async Task A_store_elsewhere_is_named_by_its_full_path_and_another_one_is_not_ours()
    {
        var project = Project("project");
        var (ours, other) = (MakeFile("elsewhere.db"), MakeFile("project/data/other.db"));

        (await IsOursAsync(project, ours)).ShouldBeTrue();

        StampOf(project).ShouldBe(ours);
        (await IsOursAsync(project, other)).ShouldBeFalse();
        (await IsOursAsync(project, "localhost/longhaul")).ShouldBeFalse();
        StampOf(project).ShouldBe(ours);
        Directory.GetFiles(Path.Join(project, "data"), "store*").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stamp_with_a_full_path_is_rewritten_where_it_names_the_same_file()
    {
        var project = Project("project");
        var store = MakeFile("project/data/longhaul.db");
        Directory.CreateSymbolicLink(At("link"), project);
        File.WriteAllText(Path.Join(project, "data", "store"), At("link/data/longhaul.db"));

        (await IsOursAsync(project, store)).ShouldBeTrue();
        StampOf(project).ShouldBe("longhaul.db");
        (await IsOursAsync(At("link"), At("link/data/longhaul.db"))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nowhere/longhaul.db")]
    [InlineData("localhost/longhaul")]
    public async Task A_stamp_that_names_no_file_of_ours_stays(string stamp)
    {
        var project = Project("project");
        File.WriteAllText(Path.Join(project, "data", "store"), stamp);

        (await IsOursAsync(project, MakeFile("project/data/longhaul.db"))).ShouldBeFalse();
        StampOf(project).ShouldBe(stamp);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<bool> IsOursAsync(string project, string store) =>
        new StoreStamp(Path.Join(project, "data"), project).IsOfAsync(store, TestContext.Current.CancellationToken);

    private static string StampOf(string project) => File.ReadAllText(Path.Join(project, "data", "store"));

    private static async Task SweepAsync(string project)
    {
        var data = Path.Join(project, "data");
        await using var store = SqliteJobStore.Open(Path.Join(data, "longhaul.db"), new StoreOptions());
        await ((IJobStore)store).Schema.MigrateAsync();
        var artifacts = new LocalArtifactStore(Path.Join(data, "artifacts"));
        var sweep = new GarbageSweep(
            data, new StoreStamp(data, project), store, artifacts, new LogFolder(data), _ => Task.CompletedTask, TimeProvider.System, NullLogger<GarbageSweep>.Instance);
        await sweep.RunOnceAsync(TestContext.Current.CancellationToken);
    }

    private string At(string path) => Path.Join(_folder, path);

    private string Project(string name) => Directory.CreateDirectory(At($"{name}/data")).Parent!.FullName;

    private string MakeFile(string path)
    {
        File.WriteAllText(At(path), "");
        return At(path);
    }
}
