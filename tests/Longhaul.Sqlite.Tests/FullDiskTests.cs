using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>A disk without room: new work is refused, outcomes are still taken, nothing is damaged, and it goes on by itself.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _disk;

    public FullDiskTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount the small disk that this needs");
        _disk = Path.Combine(_folder.Folder, "disk");
        Directory.CreateDirectory(_disk);
        Run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", _disk);
    }

    public void Dispose()
    {
        Run("umount", "-l", _disk);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_refuses_new_work_takes_outcomes_and_goes_on_once_there_is_room()
    {
        var path = Path.Combine(_disk, "longhaul.db");
        await using var store = await _folder.OpenAsync(path);
        var held = await ClaimOneAsync(store);
        await FillAsync();

        var refusal = await FillStoreAsync(store);
        refusal.Message.ShouldContain($"no room left for {path}");
        (await store.Outcomes.FinishAsync([new Finish(held, Outcome.Completed())])).ShouldBe([FinishReply.Accepted]);
        await Should.ThrowAsync<StoreUnavailableException>(() => store.Intake.EnqueueAsync([Large()]));
        _folder.Ask("pragma integrity_check", path).ShouldBe("ok");

        File.Delete(Path.Combine(_disk, "filler"));
        await UntilAcceptedAsync(store);
        File.Exists(path + "-ballast").ShouldBeTrue();
        (await store.Queries.GetAsync(held.JobId)).ShouldNotBeNull().State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task Upkeep_finds_that_another_process_ran_out_of_room_and_that_there_is_some_again()
    {
        var path = Path.Combine(_disk, "longhaul.db");
        await using var idle = await _folder.OpenAsync(path);
        await idle.Upkeep.MaintainAsync();
        await FillAsync();
        await using (var other = await _folder.OpenAsync(path))
        {
            (await FillStoreAsync(other)).NoRoom.ShouldBeTrue();
        }

        var found = await Should.ThrowAsync<StoreUnavailableException>(() => idle.Upkeep.MaintainAsync());
        found.NoRoom.ShouldBeTrue();
        found.Message.ShouldContain($"no room left for {path}");

        File.Delete(Path.Combine(_disk, "filler"));
        await idle.Upkeep.MaintainAsync();
        await idle.Intake.EnqueueAsync([Large()]);
    }

    private static async Task<AttemptRef> ClaimOneAsync(SqliteJobStore store)
    {
        var token = new AttemptToken(Guid.NewGuid(), 1);
        await store.Workers.RegisterAsync(new WorkerRegistration
        {
            Instance = token.Instance, Label = "w", Process = new WorkerProcess("h", "", "", 1, 1), Version = "1",
        });
        await store.Intake.EnqueueAsync([new NewJob { Kind = "held" }]);
        var claim = await store.Claims.ClaimAsync(new ClaimRequest { Token = token, Lanes = [new ClaimLane("default", 1)], Limit = 1 });
        return claim.Jobs.ShouldHaveSingleItem().Running!.Value;
    }

    /// <summary>Leaves a little room, less than the store will want.</summary>
    private async Task FillAsync()
    {
        var room = new DriveInfo(_disk).AvailableFreeSpace;
        await File.WriteAllBytesAsync(Path.Combine(_disk, "filler"), new byte[room - 600_000]);
    }

    private static async Task<StoreUnavailableException> FillStoreAsync(SqliteJobStore store)
    {
        for (var i = 0; i < 1_000; i++)
        {
            try
            {
                await store.Intake.EnqueueAsync([Large()]);
            }
            catch (StoreUnavailableException full)
            {
                return full;
            }
        }

        throw new InvalidOperationException("the disk never became full");
    }

    /// <summary>The store looks once a second whether there is room again.</summary>
    private static async Task UntilAcceptedAsync(SqliteJobStore store)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await store.Intake.EnqueueAsync([Large()]);
                return;
            }
            catch (StoreUnavailableException) when (watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static NewJob Large() => new() { Kind = "large", Input = $"\"{new string('x', 50_000)}\"" };

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
