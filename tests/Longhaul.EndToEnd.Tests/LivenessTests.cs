using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Who is alive is not taken for dead.</summary>
public sealed class LivenessTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          long: { command: [bash, -c, 'echo start >> ledger; sleep "$1"; echo end >> ledger', long, "{{ input.seconds }}"] }
          hello: { command: [bash, -c, 'echo hello >> ledger; until [ -e finish ]; do sleep 0.05; done'] }
        """;

    [Fact]
    public Task A_job_that_outlasts_many_leases_is_never_taken_for_dead() => OutlastAsync(TimeSpan.FromSeconds(1), leases: 2);

    [Fact]
    [Trait("tier", "soak")]
    public Task A_job_that_outlasts_many_leases_of_thirty_seconds_is_never_taken_for_dead() => OutlastAsync(TimeSpan.FromSeconds(5), leases: 5);

    [Fact]
    [Trait("tier", "soak")]
    public Task On_PostgreSQL_a_job_that_outlasts_many_leases_is_never_taken_for_dead() =>
        OutlastAsync(TimeSpan.FromSeconds(1), leases: 2, fixture.Server.Url);

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task Two_live_workers_may_share_a_name(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = "1000";
        project.Environment["MAX_CONCURRENT_JOBS"] = "1";
        await project.WorkAsync(("WORKER_ID", "twin"));
        await project.WorkAsync(("WORKER_ID", "twin"));
        var ids = await project.EnqueueManyAsync(["""{"kind":"hello"}""", """{"kind":"hello"}"""]);
        await Wait.UntilAsync(() => project.Ledger().Length == 2, "each runs one");

        var workers = (await project.RunAsync("workers", "--json")).ShouldEndWith(0).Json.EnumerateArray().ToList();
        workers.Count.ShouldBe(2);
        workers.ShouldAllBe(worker => worker.GetProperty("label").GetString() == "twin" && !worker.GetProperty("dead").GetBoolean());
        workers.Select(worker => worker.GetProperty("instance").GetString()).ShouldBeUnique();

        // Longer than a lease: neither takes the other for its own former self.
        await Wait.PauseAsync(TimeSpan.FromSeconds(8));
        project.Write("finish", "");
        foreach (var id in ids)
        {
            (await project.ReachesAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        }
    }

    private static async Task OutlastAsync(TimeSpan tick, int leases, string? url = null)
    {
        await using var project = new Project(Yaml, url);
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = tick.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        var worker = await project.WorkAsync();
        await project.WorkAsync();
        var seconds = (tick * 6 * leases).TotalSeconds;
        var id = await project.EnqueueAsync("long", "--input", $"seconds={seconds.ToString(CultureInfo.InvariantCulture)}");
        var job = await project.ReachesAsync(id, JobState.Completed, seconds + 20);
        (job.Attempt, job.Crashes, job.Releases).ShouldBe((1, 0, 0));
        project.Ledger().ShouldBe(["start", "end"]);
        worker.Events.ShouldNotContain(line => line.Name == "LEASE_LOST");
    }
}
