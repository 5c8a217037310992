using Longhaul.Core.Artifacts;
using Longhaul.Core.Stores;

namespace Longhaul.S3.Tests;

public sealed class SweepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_no_job_needs_is_removed_from_the_bucket_and_from_here_in_batches()
    {
        await using var rig = await BucketRig.StartAsync();
        rig.Server.ListedAtOnce = 3;
        var (wanted, fenced, forgotten) = (BucketRig.PlaceOf(1, "a"), BucketRig.PlaceOf(1, "a"), BucketRig.PlaceOf(2, null));
        var one = rig.Machine("one");
        foreach (var place in new[] { wanted, fenced, forgotten })
        {
            await one.PublishAsync(place, rig.Output(("x", "1"), ("deep/y", "2"), ("z", "3"), ("w", "4")), [], Cancel);
        }

        rig.Server.Begin($"films/{wanted.Folder}/under-way");
        rig.Server.Begin($"films/{fenced.Folder}/left");
        await rig.Server.PutAsync("films/runs/mine.txt", "somebody's");
        await rig.Server.PutAsync("other/runs/3/a/1-x/y", "somebody's");

        // Of the copies on this machine and of the bucket: two each.
        (await one.SweepAsync(place => Task.FromResult(place == wanted), Cancel)).ShouldBe(4);

        rig.Server.Objects.Keys.Where(key => key.StartsWith($"films/{wanted.Folder}/", StringComparison.Ordinal)).Count().ShouldBe(4);
        rig.Server.Objects.Keys.Where(key => !key.StartsWith($"films/{wanted.Folder}/", StringComparison.Ordinal)).ShouldBe(["films/runs/mine.txt", "films/swept", "other/runs/3/a/1-x/y"]);
        rig.Server.Unfinished.ShouldBe([$"films/{wanted.Folder}/under-way"]);
        rig.Server.Requests.Count(request => request.Query.StartsWith("delete", StringComparison.Ordinal)).ShouldBeInRange(3, 5);
        (await one.FindFolderAsync(wanted, cancel: Cancel)).ShouldNotBeNull();
        (await one.FindFolderAsync(fenced, cancel: Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task However_many_files_were_left_half_sent_all_of_them_are_removed()
    {
        await using var rig = await BucketRig.StartAsync();
        rig.Server.ListedAtOnce = 3;
        for (var i = 0; i < 11; i++)
        {
            rig.Server.Begin($"films/{BucketRig.PlaceOf(1, "a").Folder}/file{i % 4}");
        }

        await rig.Machine("one").SweepAsync(_ => Task.FromResult(false), Cancel);

        rig.Server.Unfinished.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_half_sent_file_that_somebody_else_removed_first_does_not_stop_the_sweep()
    {
        await using var rig = await BucketRig.StartAsync();
        var left = BucketRig.PlaceOf(2, null);
        var one = rig.Machine("one");
        await one.PublishAsync(left, rig.Output(("x", "1")), [], Cancel);
        rig.Server.Begin($"films/{BucketRig.PlaceOf(1, "a").Folder}/half");

        // Between the listing and the sweep's own attempt.
        rig.Server.Before = request =>
        {
            if (request.Method == "DELETE")
            {
                rig.Server.AbortAll();
            }

            return Task.CompletedTask;
        };

        await one.SweepAsync(_ => Task.FromResult(false), Cancel);

        rig.Server.Requests.ShouldContain(request => request.Method == "DELETE");
        rig.Server.Objects.Keys.ShouldBe(["films/swept"]);
    }

    [Fact]
    public async Task Of_all_machines_one_sweeps_the_bucket_within_an_hour()
    {
        await using var rig = await BucketRig.StartAsync();
        await rig.Machine("one").SweepAsync(_ => Task.FromResult(true), Cancel);
        await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("x", "1")), [], Cancel);

        (await rig.Machine("two").SweepAsync(_ => Task.FromResult(false), Cancel)).ShouldBe(0);
        rig.Clock.Pass(TimeSpan.FromHours(1));
        (await rig.Machine("two").SweepAsync(_ => Task.FromResult(false), Cancel)).ShouldBe(1);
        rig.Server.Objects.Keys.ShouldBe(["films/swept"]);
    }

    [Fact]
    public async Task A_prefix_belongs_to_the_store_that_used_it_first()
    {
        await using var rig = await BucketRig.StartAsync();
        (await rig.Machine("one").IsOfAsync(Store("db.example/longhaul", "a"), Cancel)).ShouldBeTrue();
        (await rig.Machine("two").IsOfAsync(Store("db.example/longhaul", "a"), Cancel)).ShouldBeTrue();
        (await rig.Machine("two").IsOfAsync(Store("db.example/staging", "a"), Cancel)).ShouldBeFalse();
        (await rig.Machine("two").IsOfAsync(Store("db.example/longhaul", "a"), Cancel)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("/app/longhaul.db")]
    [InlineData("localhost:5432/longhaul")]
    [InlineData("127.0.0.1/longhaul")]
    [InlineData("postgres:5432/longhaul")]
    public async Task What_has_the_same_name_on_another_machine_is_another_store(string address)
    {
        await using var rig = await BucketRig.StartAsync();
        (await rig.Machine("one").IsOfAsync(Store(address, "a"), Cancel)).ShouldBeTrue();
        (await rig.Machine("two").IsOfAsync(Store(address, "a"), Cancel)).ShouldBeTrue("a container has another name after each deployment");
        (await rig.Machine("one").IsOfAsync(Store(address, "b"), Cancel)).ShouldBeFalse();
        (await rig.Machine("one").IsOfAsync(Store("/elsewhere/copy.db", "a"), Cancel)).ShouldBeFalse("a copy keeps the id");
    }

    private static StoreStatus Store(string address, string id) => new(address, 1, DateTimeOffset.UnixEpoch, id);

    [Fact]
    public async Task Copies_go_once_there_are_too_many_but_not_those_in_use()
    {
        await using var rig = await BucketRig.StartAsync();
        var one = rig.Machine("one", options: "&cache=1MB");
        var places = Enumerable.Range(0, 4).Select(i => BucketRig.PlaceOf(i, $"s{i}")).ToArray();
        var folders = new List<string>();
        var manifests = new List<string>();
        foreach (var place in places)
        {
            var (output, _) = await rig.LargeOutputAsync(400_000);
            manifests.Add((await one.PublishAsync(place, output, [], Cancel))!.ToJson());
            folders.Add((await one.FindFolderAsync(place, cancel: Cancel))!);
            rig.Clock.Pass(TimeSpan.FromHours(2));
        }

        // The first is used again, the second is linked to.
        await one.FindFolderAsync(places[0], cancel: Cancel);
        rig.Clock.Pass(TimeSpan.FromHours(2));
        (await one.TrimAsync(() => new HashSet<string> { folders[1] }, Cancel)).ShouldBe(2);

        folders.Select(Directory.Exists).ShouldBe([true, true, false, false]);
        (await one.FindFolderAsync(places[2], manifests[2], Cancel)).ShouldBe(folders[2]);
        rig.Server.Objects.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_file_that_is_on_its_way_for_hours_stays_until_it_is_there()
    {
        await using var rig = await BucketRig.StartAsync();
        var one = rig.Machine("one", partBytes: 500_000, options: "&cache=1MB");
        var (output, _) = await rig.LargeOutputAsync(2_000_000);
        var removed = 0;
        rig.Server.Before = async request =>
        {
            rig.Clock.Pass(TimeSpan.FromMinutes(40));
            removed += await one.TrimAsync(() => new HashSet<string>(), Cancel);
        };

        await one.PublishAsync(rig.Place, output, [], Cancel);

        removed.ShouldBe(0);
        rig.Server.Objects.Single().Value.Size.ShouldBe(2_000_000);
        rig.Clock.Pass(TimeSpan.FromHours(2));
        (await one.TrimAsync(() => new HashSet<string>(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_process_left_half_done_is_removed_and_a_living_ones_is_not()
    {
        await using var rig = await BucketRig.StartAsync();
        var arrivals = Path.Join(rig.FolderOf("one"), "arrivals");
        foreach (var name in new[] { "dead", "alive" })
        {
            Directory.CreateDirectory(Path.Join(arrivals, name, "1"));
            File.WriteAllText(Path.Join(arrivals, name, "1", "half"), "x");
            File.WriteAllText(Path.Join(arrivals, name + ".lock"), "");
        }

        await using var held = new FileStream(Path.Join(arrivals, "alive.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await rig.Machine("one").SweepAsync(_ => Task.FromResult(true), Cancel);

        Directory.GetFileSystemEntries(arrivals).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["alive", "alive.lock"]);
    }
}
