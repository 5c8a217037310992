using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Tests.Execution;

public sealed class GarbageTests
{
    [Fact]
    public async Task Only_accepted_artifacts_and_the_output_of_known_jobs_stay()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo said; echo x > $LONGHAUL_OUTPUT/file");
        await rig.RunAsync();
        var accepted = ArtifactPlace.Of((await rig.Store.Queries.GetAsync(1))!)!.Value;
        var fenced = accepted with { Attempt = new AttemptRef(1, new AttemptToken(Guid.NewGuid(), 1)) };
        Directory.CreateDirectory(Path.Join(rig.Data, "artifacts", fenced.Folder));
        Directory.CreateDirectory(Path.Join(rig.Data, "logs", "77"));

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        (await rig.Engine.Artifacts.FindFolderAsync(accepted)).ShouldNotBeNull();
        (await rig.Engine.Artifacts.FindFolderAsync(fenced)).ShouldBeNull();
        Directory.GetDirectories(Path.Join(rig.Data, "logs")).Select(path => Path.GetFileName(path)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Artifacts_of_a_job_that_was_skipped_stay()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo x > $LONGHAUL_OUTPUT/file; exit 3", kind => kind with
        {
            Command = kind.Command! with { ExitCodes = new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Skip } },
        });
        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Skipped);

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        (await rig.Engine.Artifacts.FindFolderAsync(ArtifactPlace.Of((await rig.Store.Queries.GetAsync(1))!)!.Value)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Artifacts_of_a_step_that_was_taken_back_stay_until_it_begins_again_and_while_an_attempt_has_links_to_them()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo x > $LONGHAUL_OUTPUT/file");
        await rig.RunAsync();
        var place = ArtifactPlace.Of((await rig.Store.Queries.GetAsync(1))!)!.Value;
        (await rig.Store.Control.ReopenAsync(1, "ann")).Result.ShouldBe(ControlResult.Done);
        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);
        var published = (await rig.Engine.Artifacts.FindFolderAsync(place)).ShouldNotBeNull();
        var run = Directory.CreateDirectory(Path.Join(rig.Data, "work", "2-0123456789ab-1", "run"));
        Directory.CreateSymbolicLink(Path.Join(run.FullName, "script"), published);
        (await rig.Store.Control.CancelAsync(1, "ann")).Result.ShouldBe(ControlResult.Done);

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);
        (await rig.Engine.Artifacts.FindFolderAsync(place)).ShouldNotBeNull();

        run.Parent!.Delete(recursive: true);
        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);
        (await rig.Engine.Artifacts.FindFolderAsync(place)).ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_removed_because_one_look_did_not_find_its_job()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo said; echo x > $LONGHAUL_OUTPUT/file");
        await rig.RunAsync();
        var (store, faults) = FaultyStore.Over(rig.Store);
        var sweep = new GarbageSweep(
            rig.Data, new StoreStamp(rig.Data, rig.Folder), store, rig.Engine.Artifacts, rig.Engine.Logs, _ => Task.CompletedTask, TimeProvider.System, new TestLog().CreateLogger<GarbageSweep>());
        faults.Once(nameof(IJobQueries.GetAsync), Fault.Missed);
        faults.Once(nameof(IJobQueries.GetAsync), Fault.None);
        faults.Once(nameof(IJobQueries.GetAsync), Fault.Missed);

        await sweep.RunOnceAsync(TestContext.Current.CancellationToken);

        Directory.Exists(Path.Join(rig.Data, "logs", "1")).ShouldBeTrue();
        (await rig.Engine.Artifacts.FindFolderAsync(ArtifactPlace.Of((await rig.Store.Queries.GetAsync(1))!)!.Value)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_is_removed_from_a_folder_that_belongs_to_another_store()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo said");
        await rig.RunAsync();
        File.WriteAllText(Path.Join(rig.Data, "store"), "another/store.db");
        Directory.CreateDirectory(Path.Join(rig.Data, "logs", "77"));

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        Directory.Exists(Path.Join(rig.Data, "logs", "77")).ShouldBeTrue();
    }

    [Fact]
    public async Task Scratch_of_workers_that_are_gone_is_looked_for_every_hour_whether_the_store_is_there_or_not()
    {
        await using var rig = new ExecutionRig();
        var (store, faults) = FaultyStore.Over(rig.Store);
        faults.Always = Fault.Breaks;
        using var swept = new SemaphoreSlim(0);
        var clock = new ManualClock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sweep = new GarbageSweep(
            rig.Data, new StoreStamp(rig.Data, rig.Folder), store, rig.Engine.Artifacts, rig.Engine.Logs, Swept, clock, new TestLog().CreateLogger<GarbageSweep>());

        var running = sweep.RunAsync(stop.Token);
        foreach (var wait in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1) })
        {
            while (clock.Waiting == 0)
            {
                await Task.Yield();
            }

            clock.Advance(wait);
            (await swept.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }

        await stop.CancelAsync();
        await running;

        Task Swept(CancellationToken cancel)
        {
            swept.Release();
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(Fault.Unreachable)]
    [InlineData(Fault.TooNew)]
    public async Task Where_the_store_is_away_or_not_ready_it_looks_again_soon_and_makes_no_noise(Fault fault)
    {
        await using var rig = new ExecutionRig();
        var (store, faults) = FaultyStore.Over(rig.Store);
        faults.Once(nameof(IStoreSchema.CheckAsync), fault);
        using var looks = new SemaphoreSlim(0);
        faults.Seen = method => _ = method == nameof(IStoreSchema.CheckAsync) ? looks.Release() : 0;
        var (clock, log) = (new ManualClock(), new TestLog());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sweep = new GarbageSweep(
            rig.Data, new StoreStamp(rig.Data, rig.Folder), store, rig.Engine.Artifacts, rig.Engine.Logs, _ => Task.CompletedTask, clock, log.CreateLogger<GarbageSweep>());

        var running = sweep.RunAsync(stop.Token);
        for (var minute = 1; minute <= 2; minute++)
        {
            while (clock.Waiting == 0)
            {
                await Task.Yield();
            }

            clock.Advance(TimeSpan.FromMinutes(1));
            (await looks.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue($"minute {minute}");
        }

        await stop.CancelAsync();
        await running;
        log.Events.ShouldBeEmpty();
    }
}
