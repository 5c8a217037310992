using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Output never takes the last room on its disk, where the store may want it.</summary>
public sealed class LowDiskTests
{
    private const long Mebibyte = 1024 * 1024;

    [Fact]
    public async Task Output_leaves_room_on_its_disk_and_says_where_its_file_ends()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount the small disk that this needs");
        using var log = new TestLog();
        using var disk = new Mount(12);
        await using var rig = new ExecutionRig { Logs = log, LogCaps = LogCaps.Default with { TailBytes = 4 * Mebibyte } };
        Directory.CreateSymbolicLink(rig.Data, disk.Folder);
        rig.Bash("yes 'a line of output that says nothing at all' | head -c 14000000; echo; echo the end");

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);

        new DriveInfo(rig.Data).AvailableFreeSpace.ShouldBeInRange(Mebibyte / 3, Mebibyte);
        File.ReadLines(rig.File("data/logs/1/1.log")).Last().ShouldMatch("^… the output file ends here: only [0-9.]+ [kM]B are free on its disk$");
        (await rig.LogAsync(stream: LogStream.System)).ShouldContain("… the output file ends here: only ");
        (await rig.LogAsync()).ShouldEndWith("\nthe end\n");
        log.Entries.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            entry => entry.Level.ShouldBe(LogLevel.Warning),
            entry => entry.Message.ShouldMatch("The output file of job 1 is not complete: only [0-9.]+ [kM]B are free on its disk"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_of_the_worker_gives_the_job_back_again_and_again_without_a_failure(bool forFolders)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount the small disk that this needs");
        using var disk = new Mount(4);
        await using var rig = new ExecutionRig();
        Directory.CreateSymbolicLink(rig.Data, disk.Folder);
        rig.Command(["true"]);
        await rig.RunAsync();
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();
        disk.TakeAllRoom(forFolders);

        var first = await rig.Engine.RunAsync(job, new AttemptStop());
        var later = job.Token!.Value with { Claim = job.Token.Value.Claim + 9 };
        var tenth = await rig.Engine.RunAsync(job with { Attempt = 10, Token = later }, new AttemptStop());

        (first.Kind, first.Delay).ShouldBe((OutcomeKind.Snoozed, TimeSpan.FromSeconds(5)));
        (tenth.Kind, tenth.Delay).ShouldBe((OutcomeKind.Snoozed, TimeSpan.FromMinutes(5)));
        first.Error!.Code.ShouldBe("disk");
        first.Error.Message.ShouldContain("No space left");
    }

    [Fact]
    public async Task A_job_is_not_begun_on_the_last_room_of_the_disk_and_goes_once_there_is_more()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount the small disk that this needs");
        using var disk = new Mount(12);
        await using var rig = new ExecutionRig();
        Directory.CreateSymbolicLink(rig.Data, disk.Folder);
        rig.Bash($"touch {rig.File("began")}");
        await rig.RunAsync();
        File.Delete(rig.File("began"));
        var filler = Path.Join(disk.Folder, "filler");
        File.WriteAllBytes(filler, new byte[new DriveInfo(disk.Folder).AvailableFreeSpace - (Mebibyte / 2)]);

        var first = await rig.RunAsync();

        (first.Kind, first.Error!.Code, first.Delay).ShouldBe((OutcomeKind.Snoozed, "disk", TimeSpan.FromSeconds(5)));
        first.Error.Message.ShouldMatch("^No space left: only 5[0-9]+ kB are free on the disk of the data folder, and the last 67 MB \\(or 5 % of it\\) are not begun on$");
        File.Exists(rig.File("began")).ShouldBeFalse();
        File.Delete(filler);
        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public async Task Artifacts_for_which_another_disk_has_no_room_give_the_job_back_and_leave_nothing_half()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount the small disk that this needs");
        using var disk = new Mount(4);
        await using var rig = new ExecutionRig();
        Directory.CreateDirectory(rig.Data);
        Directory.CreateSymbolicLink(Path.Join(rig.Data, "artifacts"), disk.Folder);
        rig.Bash("head -c 3000000 /dev/zero > $LONGHAUL_OUTPUT/film");

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);
        var second = await rig.RunAsync();

        (second.Kind, second.Error!.Code).ShouldBe((OutcomeKind.Snoozed, "disk"));
        Directory.GetFiles(disk.Folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem().ShouldEndWith("/film");
    }

    [Fact]
    public async Task The_log_does_not_claim_that_a_file_has_what_it_has_not()
    {
        await using var rig = new ExecutionRig { LogCaps = new LogCaps(10_000, 20_000, 100_000) };
        rig.Bash("seq 1 100000");

        await rig.RunAsync();

        (await rig.LogAsync()).ShouldContain("left out here; the beginning is in data/logs/1/1.log\n");
    }

    private sealed class Mount : IDisposable
    {
        public Mount(int mebibytes) => Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,nr_inodes=500", "tmpfs", Folder);

        public string Folder { get; } = Directory.CreateTempSubdirectory("longhaul-disk-").FullName;

        /// <summary>Fills it: with bytes, or with so many files that there is room for neither file nor folder.</summary>
        public void TakeAllRoom(bool forFolders)
        {
            try
            {
                File.WriteAllBytes(Path.Join(Folder, "filler"), new byte[forFolders ? 0 : 8 * Mebibyte]);
                for (var i = 0; forFolders; i++)
                {
                    File.WriteAllBytes(Path.Join(Folder, $"{i}"), []);
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Dispose()
        {
            Run("umount", "-l", Folder);
            Directory.Delete(Folder);
        }

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            process.ExitCode.ShouldBe(0);
        }
    }
}
