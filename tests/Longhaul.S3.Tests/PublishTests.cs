using System.Text;
using Longhaul.Core.Artifacts;
using Longhaul.TestServers.S3;

namespace Longhaul.S3.Tests;

public sealed class PublishTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_machine_publishes_another_one_finds()
    {
        await using var rig = await BucketRig.StartAsync();
        var output = rig.Output(("film.mp4", "moving"), ("a b/ü+%&.txt", "text"), ("empty", ""), ("run.sh", "#!/bin/sh"));
        File.SetUnixFileMode(Path.Join(output, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        var manifest = (await rig.Machine("one").PublishAsync(rig.Place, output, [], Cancel)).ShouldNotBeNull();
        var folder = (await rig.Machine("two").FindFolderAsync(rig.Place, manifest.ToJson(), Cancel)).ShouldNotBeNull();

        folder.ShouldBe(Path.Join(rig.FolderOf("two"), rig.Place.Folder));
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)
            .ShouldBe(["a b/ü+%&.txt", "empty", "film.mp4", "run.sh"]);
        File.ReadAllText(Path.Join(folder, "film.mp4")).ShouldBe("moving");
        File.ReadAllText(Path.Join(folder, "a b/ü+%&.txt")).ShouldBe("text");
        new FileInfo(Path.Join(folder, "empty")).Length.ShouldBe(0);
        File.GetUnixFileMode(Path.Join(folder, "run.sh")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
    }

    [Fact]
    public async Task Objects_have_the_keys_of_a_local_folder_and_their_content_type()
    {
        await using var rig = await BucketRig.StartAsync();
        var manifest = await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("film.mp4", "moving"), ("rest.txt", "lost")), ["*.mp4"], Cancel);

        var (key, film) = rig.Server.Objects.Single();
        key.ShouldBe($"films/runs/3/cut/{Path.GetFileName(rig.Place.Folder)}/film.mp4");
        (film.Type, film.Sha256, film.Size).ShouldBe(("video/mp4", manifest!.Files.Single().Sha256, 6));
        Encoding.UTF8.GetString(await rig.Server.ReadAsync(key)).ShouldBe("moving");
    }

    [Fact]
    public async Task Nothing_to_publish_is_told_and_sends_nothing()
    {
        await using var rig = await BucketRig.StartAsync();
        (await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x")), ["*.mp4"], Cancel)).ShouldBeNull();
        rig.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_machine_has_is_not_asked_for_again()
    {
        await using var rig = await BucketRig.StartAsync();
        var (one, two) = (rig.Machine("one"), rig.Machine("two"));
        var manifest = (await one.PublishAsync(rig.Place, rig.Output(("a", "x"), ("b", "y")), [], Cancel))!.ToJson();
        var published = rig.Server.Requests.Count;

        (await one.FindFolderAsync(rig.Place, manifest, Cancel)).ShouldNotBeNull();
        rig.Server.Requests.Count.ShouldBe(published);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => two.FindFolderAsync(rig.Place, manifest, Cancel)));
        rig.Server.Requests.Count.ShouldBe(published + 2);
        Directory.GetFiles(Path.Join(rig.FolderOf("two"), "arrivals"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_manifest_only_what_is_here_is_found()
    {
        await using var rig = await BucketRig.StartAsync();
        await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x")), [], Cancel);
        (await rig.Machine("two").FindFolderAsync(rig.Place, cancel: Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_can_be_read_from_either_machine_and_never_from_outside()
    {
        await using var rig = await BucketRig.StartAsync();
        await rig.Server.PutAsync("films/secret", "no");
        await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a/b", "x")), [], Cancel);
        foreach (var machine in new[] { "one", "two" })
        {
            using var reader = new StreamReader((await rig.Machine(machine).OpenAsync(rig.Place, "a/b", Cancel)).ShouldNotBeNull());
            (await reader.ReadToEndAsync(Cancel)).ShouldBe("x");
            (await rig.Machine(machine).OpenAsync(rig.Place, "c", Cancel)).ShouldBeNull();
            await Should.ThrowAsync<UnsafePathException>(() => rig.Machine(machine).OpenAsync(rig.Place, "../../../../secret", Cancel));
        }
    }

    [Fact]
    public async Task A_path_that_no_key_can_hold_is_refused()
    {
        await using var rig = await BucketRig.StartAsync();
        var path = string.Join('/', Enumerable.Repeat(new string('d', 200), 5));
        var refused = await Should.ThrowAsync<UnsafePathException>(() => rig.Machine("one").PublishAsync(rig.Place, rig.Output((path, "x")), [], Cancel));
        refused.Message.ShouldContain("1024 bytes");
        rig.Server.Objects.ShouldBeEmpty();
    }

    // 96 MB in parts of 5: whoever holds the file, or half of it, is seen.
    [Fact]
    public async Task A_large_file_goes_and_comes_in_parts_and_is_never_held_in_memory()
    {
        const long size = 96_000_000;
        await using var rig = await BucketRig.StartAsync();
        var (output, sha256) = await rig.LargeOutputAsync(size);
        var before = GC.GetTotalAllocatedBytes();

        var manifest = (await rig.Machine("one", partBytes: 5_242_880).PublishAsync(rig.Place, output, [], Cancel))!;
        var folder = (await rig.Machine("two").FindFolderAsync(rig.Place, manifest.ToJson(), Cancel))!;

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(size / 2);
        manifest.Files.Single().ShouldBe(new ArtifactFile("large.bin", size, sha256, ContentTypes.Unknown));
        new FileInfo(Path.Join(folder, "large.bin")).Length.ShouldBe(size);
        rig.Server.Requests.Count(request => request.Query.Contains("partNumber", StringComparison.Ordinal)).ShouldBe(19);
        rig.Server.Unfinished.ShouldBeEmpty();
        rig.Server.Objects.Single().Value.Sha256.ShouldBe(sha256);
    }
}
