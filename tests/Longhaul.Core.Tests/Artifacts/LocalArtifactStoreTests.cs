using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Tests.Artifacts;

public sealed class LocalArtifactStoreTests : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly ArtifactPlace _place = new(5, "assembly", new AttemptRef(8, new AttemptToken(Guid.NewGuid(), 12)));
    private readonly LocalArtifactStore _store;
    private readonly string _output;

    public LocalArtifactStoreTests()
    {
        _store = new LocalArtifactStore(Path.Join(_base, "artifacts"));
        _output = Path.Join(_base, "output");
        Directory.CreateDirectory(_output);
    }

    [Fact]
    public async Task A_folder_is_taken_over_with_a_manifest_of_all_its_files()
    {
        Write("film.mp4", "moving");
        Write("deep/er/notes", "text");

        var manifest = (await _store.PublishAsync(_place, _output, [])).ShouldNotBeNull();

        manifest.Files.Select(file => (file.Path, file.Size, file.Type)).ShouldBe(
            [("deep/er/notes", 4L, ContentTypes.Unknown), ("film.mp4", 6L, "video/mp4")]);
        manifest.Files[1].Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("moving"))));
        Directory.Exists(_output).ShouldBeFalse();
        var folder = (await _store.FindFolderAsync(_place)).ShouldNotBeNull();
        File.ReadAllText(Path.Join(folder, "film.mp4")).ShouldBe("moving");
    }

    [Fact]
    public async Task A_folder_on_another_file_system_is_copied_and_appears_whole()
    {
        var shared = Directory.CreateDirectory($"/dev/shm/longhaul-{Guid.NewGuid():N}").FullName;
        try
        {
            Directory.CreateDirectory(Path.Join(shared, "deep/er"));
            await File.WriteAllTextAsync(Path.Join(shared, "deep/er/notes"), "text", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Join(shared, "run.sh"), "#!/bin/sh", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(Path.Join(shared, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

            var manifest = (await _store.PublishAsync(_place, shared, [])).ShouldNotBeNull();

            manifest.Files.Select(file => file.Path).ShouldBe(["deep/er/notes", "run.sh"]);
            var folder = (await _store.FindFolderAsync(_place)).ShouldNotBeNull();
            File.ReadAllText(Path.Join(folder, "deep/er/notes")).ShouldBe("text");
            File.GetUnixFileMode(Path.Join(folder, "run.sh")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Directory.Exists(shared).ShouldBeFalse();
            Directory.GetFiles(Path.Join(_base, "artifacts", "arriving"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            FolderTree.Remove(shared);
        }
    }

    [Fact]
    public async Task A_copy_that_was_never_finished_is_garbage()
    {
        var half = Path.Join(_base, "artifacts", "arriving", _place.Folder);
        Directory.CreateDirectory(half);

        (await _store.SweepAsync(_ => Task.FromResult(true))).ShouldBe(0);
        (await _store.SweepAsync(place => Task.FromResult(place != _place))).ShouldBe(1);

        Directory.Exists(half).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_to_publish_publishes_nothing()
    {
        Directory.CreateDirectory(Path.Join(_output, "empty"));

        (await _store.PublishAsync(_place, _output, [])).ShouldBeNull();
        (await _store.FindFolderAsync(_place)).ShouldBeNull();
    }

    [Fact]
    public async Task Only_what_matches_a_pattern_is_published()
    {
        Write("a.mp4", "1");
        Write("parts/b.mp4", "2");
        Write("a.tmp", "3");

        var manifest = await _store.PublishAsync(_place, _output, ["*.mp4"]);

        manifest!.Files.Select(file => file.Path).ShouldBe(["a.mp4", "parts/b.mp4"]);
        Directory.GetFiles((await _store.FindFolderAsync(_place))!).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("ln -s /etc/passwd \"$1/link\"")]
    [InlineData("ln -s /etc \"$1/link\"")]
    [InlineData("ln -s /no/such/thing \"$1/link\"")]
    [InlineData("echo x > \"$1/a\"; ln \"$1/a\" \"$1/b\"")]
    [InlineData("mkfifo \"$1/pipe\"")]
    [InlineData("touch \"$1/$(printf 'a\\nb')\"")]
    [InlineData("touch \"$1/$(printf 'a\\033[2Jb')\"")]
    [InlineData("touch \"$1/$(printf 'a\\377b')\"")]
    [InlineData("touch \"$1/a\\\\b\"")]
    public async Task Links_and_what_is_no_plain_file_are_refused_and_nothing_is_published(string script)
    {
        Write("good.txt", "good");
        Shell(script);

        await Should.ThrowAsync<UnsafePathException>(() => _store.PublishAsync(_place, _output, []));

        (await _store.FindFolderAsync(_place)).ShouldBeNull();
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_folder_is_refused_and_what_it_leads_to_is_left_alone()
    {
        var outside = Directory.CreateDirectory(Path.Join(_base, "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "precious"), "mine");
        File.WriteAllText(Path.Join(outside, "a.keep"), "mine too");
        Shell($"rmdir \"$1\"; ln -s {outside} \"$1\"");

        var refused = await Should.ThrowAsync<UnsafePathException>(() => _store.PublishAsync(_place, _output, ["*.keep"]));
        await Should.ThrowAsync<UnsafePathException>(() => _store.PublishAsync(_place, _output, []));

        refused.Message.ShouldContain("a link is in the place of the folder");
        Directory.GetFiles(outside).Length.ShouldBe(2);
        (await _store.FindFolderAsync(_place)).ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_that_is_mounted_is_refused()
    {
        FileEntry.Inspect("/proc").Kind.ShouldBe(FileEntryKind.Mount);

        (await Should.ThrowAsync<UnsafePathException>(() => _store.PublishAsync(_place, "/proc", []))).Message.ShouldContain("a mounted folder");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_from_an_empty_one() =>
        await Should.ThrowAsync<DirectoryNotFoundException>(() => _store.PublishAsync(_place, Path.Join(_base, "nowhere"), []));

    [Fact]
    public async Task A_sweep_follows_no_link_out_of_the_store()
    {
        var outside = Path.Join(_base, "outside", "_", Path.GetFileName(_place.Folder));
        Directory.CreateDirectory(outside);
        Directory.CreateDirectory(Path.Join(_base, "artifacts", "runs"));
        Directory.CreateSymbolicLink(Path.Join(_base, "artifacts", "runs", "5"), Path.Join(_base, "outside"));

        (await _store.SweepAsync(_ => Task.FromResult(false))).ShouldBe(0);

        Directory.Exists(outside).ShouldBeTrue();
    }

    [Theory]
    [InlineData("../../../5/assembly")]
    [InlineData("/etc/passwd")]
    [InlineData("x\0")]
    public async Task A_path_that_leaves_the_place_is_not_opened(string path)
    {
        Write("film.mp4", "moving");
        await _store.PublishAsync(_place, _output, []);

        await Should.ThrowAsync<UnsafePathException>(() => _store.OpenAsync(_place, path));
    }

    [Fact]
    public async Task A_file_is_opened_by_its_path_and_a_missing_one_is_null()
    {
        Write("a/b.txt", "here");
        await _store.PublishAsync(_place, _output, []);

        await using var stream = (await _store.OpenAsync(_place, "a/b.txt")).ShouldNotBeNull();
        new StreamReader(stream).ReadToEnd().ShouldBe("here");
        (await _store.OpenAsync(_place, "a/c.txt")).ShouldBeNull();
        (await _store.OpenAsync(_place, "a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_step_whose_name_is_a_path_is_refused()
    {
        Write("a", "a");

        await Should.ThrowAsync<UnsafePathException>(() => _store.PublishAsync(_place with { Step = "../../.." }, _output, []));
    }

    [Fact]
    public async Task Where_the_root_cannot_be_made_publishing_fails_and_the_folder_stays()
    {
        Write("a", "a");
        File.WriteAllText(Path.Join(_base, "artifacts"), "in the way");

        await Should.ThrowAsync<IOException>(() => _store.PublishAsync(_place, _output, []));

        File.Exists(Path.Join(_output, "a")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sweep_removes_what_is_not_wanted_and_leaves_the_rest()
    {
        var other = _place with { Attempt = new AttemptRef(8, new AttemptToken(Guid.NewGuid(), 13)) };
        Write("a", "a");
        await _store.PublishAsync(_place, _output, []);
        Directory.CreateDirectory(_output);
        Write("b", "b");
        await _store.PublishAsync(other, _output, []);
        File.WriteAllText(Path.Join(_base, "artifacts", "runs", "README"), "not ours");

        (await _store.SweepAsync(place => Task.FromResult(place == other))).ShouldBe(1);

        (await _store.FindFolderAsync(_place)).ShouldBeNull();
        (await _store.FindFolderAsync(other)).ShouldNotBeNull();
        (await _store.SweepAsync(_ => Task.FromResult(false))).ShouldBe(1);
        Directory.GetDirectories(Path.Join(_base, "artifacts", "runs")).ShouldBeEmpty();
        File.Exists(Path.Join(_base, "artifacts", "runs", "README")).ShouldBeTrue();
    }

    [Fact]
    public void Only_the_running_and_the_accepted_attempt_are_wanted()
    {
        var job = new JobRecord
        {
            Id = 8, RootId = 5, Kind = "k", Queue = "q", Priority = 5, Tenant = "", Step = "assembly", Input = "{}", CreatedAt = default,
            State = JobState.Running, Token = _place.Attempt.Token,
        };

        ArtifactPlace.Of(job).ShouldBe(_place);
        _place.IsWanted(job).ShouldBeTrue();
        _place.IsWanted(job with { State = JobState.Completed }).ShouldBeTrue();
        _place.IsWanted(job with { State = JobState.Skipped }).ShouldBeTrue();
        _place.IsWanted(job with { State = JobState.Blocked }).ShouldBeTrue("it was taken back, and what came after it may run on");
        _place.IsWanted(job with { State = JobState.Scheduled }).ShouldBeFalse();
        _place.IsWanted(job with { Token = new AttemptToken(Guid.NewGuid(), 12) }).ShouldBeFalse();
        _place.IsWanted(null).ShouldBeFalse();
    }

    [Fact]
    public void A_manifest_survives_its_text_and_a_broken_one_says_so()
    {
        var manifest = new ArtifactManifest([new ArtifactFile("a/ż.txt", 3, new string('0', 64), "text/plain")]);

        ArtifactManifest.Parse(manifest.ToJson()).Files.ShouldBe(manifest.Files);
        ArtifactManifest.Parse(null).Files.ShouldBeEmpty();
        Should.Throw<FormatException>(() => ArtifactManifest.Parse("[1]"));
        Should.Throw<FormatException>(() => ArtifactManifest.Parse("""{"files":[{"path":"a"}]}"""));
    }

    [Fact]
    public void A_place_survives_its_path()
    {
        ArtifactPlace.Parse(_place.Folder).ShouldBe(_place);
        var plain = _place with { Step = null };
        plain.Folder.ShouldStartWith("runs/5/_/8-");
        ArtifactPlace.Parse(plain.Folder).ShouldBe(plain);
        ArtifactPlace.Parse("runs/5/_/x").ShouldBeNull();
    }

    public void Dispose() => FolderTree.Remove(_base);

    private void Write(string path, string text)
    {
        var full = Path.Join(_output, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private void Shell(string script)
    {
        using var shell = Process.Start("sh", ["-c", script, "sh", _output]);
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }
}
