using System.Net;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A PostgreSQL server that is away, stopped, crashed and started again, and one whose packets are lost.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class ServerOutageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Workers = 3;

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger; sleep 0.1'] }
          slow: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger; echo "::output by=me"'] }
        """;

    private PostgreSqlServer Server => fixture.Server;

    [Fact]
    public Task A_worker_whose_server_is_down_at_its_start_lives_and_goes_on() => DownAtStartAsync(TimeSpan.FromSeconds(4));

    [Fact]
    [Trait("tier", "soak")]
    public Task A_worker_outlives_a_minute_without_its_server_at_its_start() => DownAtStartAsync(TimeSpan.FromSeconds(60));

    [Fact]
    public Task A_server_that_is_stopped_in_the_middle_for_ten_seconds_costs_nothing() => StoppedAsync(150, TimeSpan.FromSeconds(10));

    [Fact]
    [Trait("tier", "soak")]
    public Task A_server_that_is_stopped_in_the_middle_for_a_minute_costs_nothing() => StoppedAsync(2_000, TimeSpan.FromSeconds(60));

    [Fact]
    public Task A_server_that_crashes_three_times_costs_nothing() => CrashAsync(200, crashes: 3);

    [Fact]
    [Trait("tier", "soak")]
    public Task A_server_that_crashes_ten_times_costs_nothing() => CrashAsync(4_000, crashes: 10);

    [Fact]
    public async Task While_packets_are_lost_a_job_goes_on_and_its_result_is_delivered_afterwards()
    {
        using var proxy = new TcpProxy(Server.Port);
        await using var project = new Project(Yaml, Server.Url);
        var worker = await project.WorkAsync(("DATABASE_URL", $"postgres://postgres@127.0.0.1:{proxy.Port}/postgres"));
        var id = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");

        proxy.Swallow();
        await worker.SeeAsync("STORE_LOST", 30);
        (await worker.HealthAsync()).ShouldContain("degraded");
        (await worker.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        project.Write("finish", "");
        await project.LedgerHasAsync("end");
        (await project.JobAsync(id)).State.ShouldBe(JobState.Running);

        proxy.Pass();
        var job = await project.ReachesAsync(id, JobState.Completed, 60);
        (job.Attempt, job.Failures, job.Crashes, job.Output).ShouldBe((1, 0, 0, """{"by":"me"}"""));
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("\"healthy\""), "the worker is healthy", 40, () => worker.Said);
        var after = await project.EnqueueAsync("append");
        await project.ReachesAsync(after, JobState.Completed);
        project.Ledger().ShouldBe(["start", "end", $"{after}"]);
    }

    [Fact]
    public async Task A_login_that_is_refused_for_a_while_costs_no_result()
    {
        fixture.Do("create role rotated login superuser");
        await using var project = new Project(Yaml, Server.Url);
        var worker = await project.WorkAsync(("DATABASE_URL", Server.Url.Replace("postgres@", "rotated@", StringComparison.Ordinal)));
        var id = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");

        fixture.Do("alter role rotated nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotated'");
        (await worker.SeeAsync("STORE_LOST", 30)).Level.ShouldBe("WARNING");
        project.Write("finish", "");
        await project.LedgerHasAsync("end");
        await Wait.PauseAsync(TimeSpan.FromSeconds(3));
        worker.HasEnded.ShouldBeFalse(worker.Said);
        (await worker.HealthAsync()).ShouldContain("degraded");

        fixture.Do("alter role rotated login");
        var job = await project.ReachesAsync(id, JobState.Completed, 60);
        (job.Attempt, job.Failures, job.Crashes, job.Error).ShouldBe((1, 0, 0, null));
        worker.Events.ShouldNotContain(one => one.Name == "OUTCOME_REFUSED");
    }

    private async Task DownAtStartAsync(TimeSpan time)
    {
        await using var project = new Project(Yaml, Server.Url);
        var id = await project.EnqueueAsync("append");
        Server.Stop();
        var worker = project.Start("work");
        try
        {
            (await worker.SeeAsync("STARTUP_WAITS")).Message.ShouldContain("cannot be reached");
            (await worker.HealthAsync()).ShouldContain("degraded");
            (await worker.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            await Wait.PauseAsync(time);
            worker.HasEnded.ShouldBeFalse(worker.Said);
        }
        finally
        {
            Server.Start();
        }

        // It tries again after 2, 4, 8, 16, 32 s.
        await worker.ReadyAsync(40);
        await project.ReachesAsync(id, JobState.Completed);
        (await worker.HealthAsync()).ShouldContain("\"healthy\"");
    }

    private async Task StoppedAsync(int jobs, TimeSpan time)
    {
        await using var project = new Project(Yaml, Server.Url);
        var (ids, workers) = await BeginAsync(project, jobs);
        await Wait.UntilAsync(() => project.Ledger().Length > jobs / 5, "a fifth has run", 120);
        Server.Stop();
        try
        {
            await Task.WhenAll(workers.Select(worker => worker.SeeAsync("STORE_LOST", 30)));
            await Wait.PauseAsync(time);
        }
        finally
        {
            Server.Start();
        }

        await CheckAsync(project, ids, workers);
        await Task.WhenAll(workers.Select(worker => worker.SeeAsync("STORE_BACK", 60)));
    }

    private async Task CrashAsync(int jobs, int crashes)
    {
        await using var project = new Project(Yaml, Server.Url);
        var (ids, workers) = await BeginAsync(project, jobs);
        for (var i = 1; i <= crashes; i++)
        {
            var least = jobs * i / (crashes + 2);
            await Wait.UntilAsync(() => project.Ledger().Length > least, $"{least} have run", 120, () => workers[0].Said);
            Server.RestartHard();
        }

        await CheckAsync(project, ids, workers);
    }

    private static async Task<(long[] Ids, WorkerProcess[] Workers)> BeginAsync(Project project, int jobs)
    {
        project.Environment["MAX_CONCURRENT_JOBS"] = "2";
        WorkerProcess[] workers = [.. Enumerable.Range(0, Workers).Select(_ => project.Start("work"))];
        foreach (var worker in workers)
        {
            await worker.ReadyAsync(60);
        }

        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", jobs));
        ids.Length.ShouldBe(jobs);
        return (ids, workers);
    }

    // No worker died: what was handed in has run once, whatever became of the server.
    private static async Task CheckAsync(Project project, long[] ids, WorkerProcess[] workers)
    {
        await Wait.UntilAsync(() => project.Ledger().Length >= ids.Length, "all have run", 300, () => string.Join('\n', workers.Select(worker => worker.Said)));
        await project.DrainedAsync(120);
        project.Ledger().Select(long.Parse).Order().ShouldBe(ids.Order());
        foreach (var id in ids)
        {
            var job = await project.JobAsync(id);
            (job.State, job.Failures, job.Crashes).ShouldBe((JobState.Completed, 0, 0), $"{job}");
        }

        workers.ShouldAllBe(worker => !worker.HasEnded);
    }
}
