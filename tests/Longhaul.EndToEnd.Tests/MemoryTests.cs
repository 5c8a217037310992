using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Real processes that take more memory than there is for them.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class MemoryTests
{
    private static readonly string Dummy = Path.Combine(AppContext.BaseDirectory, "Longhaul.Processes.Dummy");

    private static string Yaml => $$"""
        queues:
          default: { concurrency: 4 }
        jobs:
          eater: { command: ['{{Dummy}}', eat, '3000'] }
          grows: { command: ['{{Dummy}}', eat, '220'], memory: 150MB, on_oom: { factor: 2.5, max: 1GB }, retry: { base: 100ms } }
          calm: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger'] }
          roomy: { command: [bash, -c, 'until [ -e finish ]; do sleep 0.05; done'], memory: 300MB }
          huge: { command: ['true'], memory: 8GB }
          chatty: { command: [bash, -c, 'head -c 3000000 /dev/zero | tr "\0" x | fold -w 1000; echo "did $LONGHAUL_JOB_ID" >> ledger'] }
        """;

    [Fact]
    public async Task A_job_that_eats_memory_is_killed_at_the_limit_of_the_worker_which_goes_on_with_the_others()
    {
        await using var project = new Project(Yaml);
        var worker = await project.WorkAsync(("LONGHAUL_MEMORY_LIMIT_MB", "500"), ("LONGHAUL_MEMORY_SOFT_LIMIT_MB", "490"), ("MAX_CONCURRENT_JOBS", "4"));
        var calm = await project.EnqueueAsync("calm");
        await project.LedgerHasAsync("start");
        var eater = await project.EnqueueAsync("eater");

        var failed = await project.ReachesAsync(eater, JobState.Failed);
        failed.Error!.Code.ShouldBe("oom");
        failed.Error.Message.ShouldContain("Killed at the worker's limit of 524 MB of memory");
        (await project.AttemptsAsync(eater)).Single().Resources!.PeakMemoryBytes!.Value.ShouldBeGreaterThan(200_000_000);
        await worker.SeeAsync("JOB_OUT_OF_MEMORY");
        project.Trees.Alive().Count.ShouldBeGreaterThan(0);

        project.Write("finish", "");
        (await project.ReachesAsync(calm, JobState.Completed)).Attempt.ShouldBe(1);
        worker.HasEnded.ShouldBeFalse(worker.Said);
        using var health = JsonDocument.Parse(await (await worker.GetAsync("/health")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var memory = health.RootElement.GetProperty("memory");
        (memory.GetProperty("source").GetString(), memory.GetProperty("limit_bytes").GetInt64(), memory.GetProperty("full").GetBoolean())
            .ShouldBe(("setting", 500L * 1024 * 1024, false));
        memory.GetProperty("used_bytes").GetInt64().ShouldBeInRange(20_000_000, 500_000_000);
    }

    [Fact]
    public async Task A_job_whose_kind_says_so_is_tried_again_with_more_memory()
    {
        await using var project = new Project(Yaml);
        await project.WorkAsync();
        var id = await project.EnqueueAsync("grows");

        (await project.ReachesAsync(id, JobState.Completed)).Failures.ShouldBe(1);
        var first = (await project.AttemptsAsync(id))[0].Error!;
        first.Code.ShouldBe("oom");
        first.Message.ShouldContain("it may hold 150 MB. The next attempt may hold 375 MB.");
        (await project.RunAsync("jobs", "show", $"{id}")).Output.ShouldContain("The next attempt may hold 375 MB");
    }

    [Fact]
    public async Task A_job_waits_until_there_is_memory_for_it_and_says_so()
    {
        await using var project = new Project(Yaml);
        await project.WorkAsync(("LONGHAUL_MEMORY_LIMIT_MB", "500"), ("LONGHAUL_LEASE_TICK_MS", "300"), ("MAX_CONCURRENT_JOBS", "4"));
        var (first, second, huge) = (await project.EnqueueAsync("roomy"), await project.EnqueueAsync("roomy"), await project.EnqueueAsync("huge"));
        await project.ReachesAsync(first, JobState.Running);

        await WhySaysAsync(project, second, "it needs 300 MB of memory, which no worker that serves it has left: w1 (");
        await WhySaysAsync(project, huge, "it needs 8 GB of memory; the largest worker that serves it has 524 MB");
        (await project.JobAsync(second)).State.ShouldBe(JobState.Ready);
        project.Write("finish", "");
        await project.ReachesAsync(second, JobState.Completed);
        (await project.JobAsync(huge)).State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_worker_that_has_grown_to_its_soft_limit_takes_no_more_drains_and_ends_well_with_nothing_lost()
    {
        const int Jobs = 150;
        await using var project = new Project(Yaml);
        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"chatty"}""", Jobs));

        // Its garbage is collected late, so that it grows with the output of its jobs.
        var worker = project.Start("work", ("LONGHAUL_MEMORY_SOFT_LIMIT_MB", "220"), ("DOTNET_GCgen0size", "40000000"), ("MAX_CONCURRENT_JOBS", "2"));
        await worker.SeeAsync("MEMORY_FULL", 60);
        (await worker.EndAsync(60)).ShouldBe(0, worker.Said);
        worker.Events.Single(one => one.Name == "WORKER_DRAINING").Message.ShouldContain("of memory itself, at its soft limit of 231 MB");
        project.Ledger().Length.ShouldBeInRange(1, Jobs - 1);

        await project.WorkAsync(("MAX_CONCURRENT_JOBS", "4"));
        foreach (var id in ids)
        {
            var job = await project.ReachesAsync(id, JobState.Completed, 60);
            (job.Failures, job.Crashes).ShouldBe((0, 0));
        }

        project.Ledger().Order().ShouldBe(ids.Select(id => $"did {id}").Order());
    }

    private static async Task WhySaysAsync(Project project, long id, string text) => await Wait.UntilAsync(
        async () => (await project.RunAsync("jobs", "why", $"{id}")).Output.Contains(text, StringComparison.Ordinal), $"why says: {text}", 20, () => project.RunAsync("jobs", "why", $"{id}").Result.Output);
}
