using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>What the example builds from a commit, and what it refuses to deploy.</summary>
public sealed class BuildDeployInputTests
{
    private static readonly DateTimeOffset CommittedAt = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_same_commit_gives_the_same_bytes_whatever_the_machine_is_set_to()
    {
        await using var example = await DeployExample.CopyAsync();
        var project = example.Project;
        var here = await project.WorkAsync();
        var first = await BuildAsync(project);
        here.Term();
        await here.EndAsync();

        Directory.Delete(project.At("data/cache"), recursive: true);
        project.Write("home/.gitconfig", "[core]\n autocrlf = true\n");
        await project.WorkAsync(("HOME", project.At("home")), ("TZ", "Asia/Tokyo"), ("LANG", "C"));
        var second = await BuildAsync(project);

        second.ShouldBe(first);
        var archives = Directory.GetFiles(project.At("data"), first.Archive, SearchOption.AllDirectories);
        archives.Length.ShouldBe(2);
        foreach (var archive in archives)
        {
            var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(first.Sha256);
            CheckEntries(archive);
        }
    }

    [Theory]
    [InlineData("ref=../../etc")]
    [InlineData("ref=--upload-pack=touch pwned")]
    [InlineData("ref=a..b")]
    [InlineData("environment=../staging")]
    [InlineData("environment=-rf")]
    public async Task A_ref_or_an_environment_that_wants_to_be_more_is_refused_when_it_is_enqueued(string wrong)
    {
        await using var project = new Project(await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "examples/build-deploy/longhaul.yaml"), TestContext.Current.CancellationToken));
        var right = wrong.StartsWith("ref=", StringComparison.Ordinal) ? "environment=staging" : "ref=v1.0.0";

        var refused = await project.RunAsync("enqueue", "release", "--input", right, "--input", wrong);
        refused.ShouldEndWith(2).Error.ShouldContain("which does not match the pattern");
        (await project.Store.Queries.ListAsync(new JobFilter(), new JobPage(10), TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../../../../pwned", TarEntryType.RegularFile, "", "lead out of the release")]
    [InlineData("/tmp/longhaul-pwned", TarEntryType.RegularFile, "", "lead out of the release")]
    [InlineData("bin/link", TarEntryType.SymbolicLink, "/etc/passwd", "leads out of the release")]
    [InlineData("bin/link", TarEntryType.SymbolicLink, "../../../../healthy", "leads out of the release")]
    [InlineData("bin/link", TarEntryType.HardLink, "VERSION", "more than files, folders and symbolic links")]
    [InlineData("bin/fifo", TarEntryType.Fifo, "", "more than files, folders and symbolic links")]
    [InlineData("VERSION", TarEntryType.RegularFile, "", "cannot be unpacked")]
    [InlineData("line\n/break", TarEntryType.RegularFile, "", null)]
    [InlineData("bin/inside", TarEntryType.SymbolicLink, "../VERSION", null)]
    public async Task An_archive_that_reaches_out_of_its_folder_is_not_deployed(string name, TarEntryType type, string leadsTo, string? refusal)
    {
        await using var example = await DeployExample.CopyAsync();
        var sha256 = Pack(example.Project, leadsTo.Length == 0 ? new PaxTarEntry(type, name) : new PaxTarEntry(type, name) { LinkName = leadsTo });

        var ended = await DeployAsync(example, sha256);
        ended.ExitCode.ShouldBe(refusal is null ? 0 : 1, ended.Output + ended.Error);
        example.Serves("staging").ShouldBe(refusal is null ? "9.9.9" : null);
        if (refusal is not null)
        {
            ended.Lines[^1].ShouldStartWith("::fail ");
            ended.Output.ShouldContain(refusal);
            Directory.GetFiles(example.Project.Folder, "*pwned", SearchOption.AllDirectories).ShouldBeEmpty();
            File.Exists("/tmp/longhaul-pwned").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task An_archive_that_is_not_the_one_that_was_built_is_not_deployed()
    {
        await using var example = await DeployExample.CopyAsync();
        Pack(example.Project);

        var ended = await DeployAsync(example, new string('0', 64));
        ended.ShouldEndWith(1).Output.ShouldContain("is not the one that was built");
        example.Serves("staging").ShouldBeNull();
    }

    private static async Task<(string Commit, string Archive, string Sha256)> BuildAsync(Project project)
    {
        var job = await project.ReachesAsync(await project.EnqueueAsync("build", "--input", "ref=v1.0.0"), JobState.Completed);
        var output = JsonElement.Parse(job.Output!);
        return (output.GetProperty("commit").GetString()!, output.GetProperty("archive").GetString()!, output.GetProperty("sha256").GetString()!);
    }

    private static void CheckEntries(string archive)
    {
        using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
            (entry.ModificationTime, entry.Uid, entry.Gid).ShouldBe((CommittedAt, 0, 0), entry.Name);
        }

        names.ShouldBe(["./", "./VERSION", "./bin/", "./bin/health", "./bin/postage", "./lib/", "./lib/postage.awk"]);
    }

    /// <summary>A release that would be healthy, with something more in it; answers with its SHA-256.</summary>
    private static string Pack(Project project, params TarEntry[] more)
    {
        var path = project.At("run/build/app.tar.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            tar.WriteEntry(FileOf("VERSION", "9.9.9\n"));
            tar.WriteEntry(FileOf("bin/health", "#!/bin/sh\necho ok 9.9.9\n"));
            foreach (var entry in more)
            {
                tar.WriteEntry(entry);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
    }

    private static PaxTarEntry FileOf(string name, string text) => new(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
    };

    private static Task<CommandResult> DeployAsync(DeployExample example, string sha256) => example.BashAsync(
        "steps/deploy.sh", ["staging", "9.9.9", "app.tar.gz", sha256],
        ("LONGHAUL_RUN_DIR", example.Project.At("run")), ("LONGHAUL_JOB_ID", "1"), ("LONGHAUL_ATTEMPT", "1"),
        ("ENVIRONMENTS", "data/environments"), ("KEEP_RELEASES", "5"), ("DEPLOY_LEDGER", "data/ledger.log"));
}
