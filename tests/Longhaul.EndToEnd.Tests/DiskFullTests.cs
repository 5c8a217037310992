using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A disk that is full: nothing crashes, nothing is lost, and all goes on by itself once there is room.</summary>
public sealed class DiskFullTests
{
    private const string Yaml = """
        jobs:
          hello: { command: [bash, -c, 'echo "hello $LONGHAUL_JOB_ID" >> ledger'] }
          chatty: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do printf "%04000d\n" 1; sleep 0.05; done; echo end >> ledger'] }
        """;

    // A line that needs room in the store.
    private static readonly string Big = $$$"""{"kind":"hello","input":{"text":"{{{new string('x', 300_000)}}}"}}""";

    [Fact]
    public async Task A_worker_whose_stores_disk_is_full_is_degraded_and_goes_on_once_there_is_room()
    {
        using var disk = new SmallDisk(megabytes: 12);
        await using var project = new Project(Yaml) { StorePath = Path.Combine(disk.Folder, "longhaul.db") };
        var worker = await project.WorkAsync(("LONGHAUL_LEASE_TICK_MS", "200"));
        var running = await project.EnqueueAsync("chatty");
        await project.LedgerHasAsync("start");

        var accepted = await FillAsync(project, worker, disk);
        project.Write("finish", "");
        await project.LedgerHasAsync("end");
        worker.HasEnded.ShouldBeFalse(worker.Said);
        StoreLock.CheckIntegrity(project.StorePath).ShouldBe("ok");

        disk.GiveRoom();
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("healthy"), "it is healthy again", 60, () => worker.Said);
        await Wait.UntilAsync(async () => await TryEnqueueAsync(project, accepted), "it takes jobs again", 60, () => worker.Said);
        await project.DrainedAsync(60);
        StoreLock.CheckIntegrity(project.StorePath).ShouldBe("ok");
        foreach (var id in accepted.Append(running))
        {
            var job = await project.JobAsync(id);
            (job.State, job.Attempt, job.Failures).ShouldBe((JobState.Completed, 1, 0), $"{job with { Input = "" }}\n{worker.Said}");
        }

        project.Ledger().ShouldBe(["start", "end", .. accepted.Select(id => $"hello {id}")], ignoreOrder: true);
        worker.Term();
        (await worker.EndAsync(40)).ShouldBe(0, worker.Said);
    }

    [Fact]
    public async Task An_idle_worker_notices_within_seconds_that_its_store_takes_no_new_jobs_and_that_it_does_again()
    {
        using var disk = new SmallDisk(megabytes: 12);
        await using var project = new Project(Yaml) { StorePath = Path.Combine(disk.Folder, "longhaul.db") };
        var worker = await project.WorkAsync();
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("healthy"), "it is healthy", 30, () => worker.Said);
        var accepted = new List<long>();
        do
        {
            disk.TakeAllRoom();
        }
        while (await TryEnqueueAsync(project, accepted));

        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("degraded"), "it is degraded", 30, () => worker.Said);
        (await worker.HealthAsync()).ShouldContain("no room left for ");

        disk.GiveRoom();
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("healthy"), "it is healthy again", 30, () => worker.Said);
        await Wait.UntilAsync(async () => await TryEnqueueAsync(project, accepted), "it takes jobs again", 30, () => worker.Said);
        await project.DrainedAsync(20);
    }

    [Fact]
    public async Task A_job_whose_scratch_finds_no_room_is_put_back_without_a_failure_and_runs_once_there_is_some()
    {
        using var disk = new SmallDisk(megabytes: 4);
        await using var project = new Project(Yaml);
        var worker = await project.WorkAsync(("LONGHAUL_DATA", Path.Combine(disk.Folder, "data")));
        disk.TakeAllRoom();
        var id = await project.EnqueueAsync("hello");
        var job = await project.ReachesAsync(id, JobState.Scheduled);
        job.Error!.Message.ShouldContain("No space left", Case.Insensitive, worker.Said);
        worker.HasEnded.ShouldBeFalse(worker.Said);

        disk.GiveRoom();
        (await project.ReachesAsync(id, JobState.Completed, 60)).Failures.ShouldBe(0);
        project.Ledger().ShouldBe([$"hello {id}"]);
        (await project.AttemptsAsync(id))[0].Outcome.ShouldBe("snoozed");
    }

    // Takes all room until new jobs are refused and the worker notices too: its own writes go on for a while, in pages that are free and
    // from the reserve, until the output of its job has filled those.
    private static async Task<List<long>> FillAsync(Project project, WorkerProcess worker, SmallDisk disk)
    {
        var accepted = new List<long>();
        var refused = false;
        await Wait.UntilAsync(
            async () =>
            {
                disk.TakeAllRoom();
                refused = !await TryEnqueueAsync(project, accepted) || refused;
                return refused && (await worker.HealthAsync()).Contains("degraded");
            },
            "new jobs are refused and the worker is degraded", 90, () => worker.Said);
        return accepted;
    }

    private static async Task<bool> TryEnqueueAsync(Project project, List<long> accepted)
    {
        var result = await project.RunAsync(Big, ["enqueue", "--jsonl", "-"]);
        if (result.ExitCode != 0)
        {
            result.ShouldEndWith(69).Error.ShouldContain("no room");
            return false;
        }

        accepted.Add(long.Parse(result.Output));
        return true;
    }
}
