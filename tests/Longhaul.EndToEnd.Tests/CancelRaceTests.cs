using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A cancel that comes just as the job ends: one of the two, never both and never neither.</summary>
public sealed class CancelRaceTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          brief:
            command: [bash, -c, 'echo "start $LONGHAUL_JOB_ID" >> ledger; sleep "$1"; echo "end $LONGHAUL_JOB_ID" >> ledger', brief, "{{ input.seconds }}"]
            grace: 5s
        """;

    [Fact]
    public Task A_cancelled_job_has_exactly_one_end() => RaceAsync(200);

    [Fact]
    [Trait("tier", "soak")]
    public Task A_thousand_cancelled_jobs_have_exactly_one_end_each() => RaceAsync(1_000);

    [Fact]
    [Trait("tier", "soak")]
    public Task On_PostgreSQL_a_cancelled_job_has_exactly_one_end() => RaceAsync(200, fixture.Server.Url);

    private static async Task RaceAsync(int jobs, string? url = null)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed: {seed}");
        await using var project = new Project(Yaml, url);
        await project.WorkAsync(("MAX_CONCURRENT_JOBS", "4"));
        var ids = await project.EnqueueManyAsync(Enumerable.Range(0, jobs)
            .Select(_ => $$$"""{"kind":"brief","input":{"seconds":"0.0{{{random.Next(10, 99)}}}"}}"""));

        // Each is cancelled as soon as it is seen running, which is somewhere in its tenth of a second.
        await Task.WhenAll(ids.Select(id => CancelOnceRunningAsync(project, id)));
        await project.DrainedAsync(60);
        await CheckAsync(project, ids, $"seed: {seed}");
        project.Trees.Alive().ShouldBeEmpty(project.Trees.Describe());
    }

    private static async Task CancelOnceRunningAsync(Project project, long id)
    {
        await Wait.UntilAsync(async () => (await project.JobAsync(id)).State is not (JobState.Ready or JobState.Blocked), $"job {id} is claimed", 600);
        await project.Store.Control.CancelAsync(id, "a test", null, TestContext.Current.CancellationToken);
    }

    private static async Task CheckAsync(Project project, long[] ids, string seed)
    {
        var lines = project.Ledger().ToLookup(line => line);
        var completed = 0;
        foreach (var id in ids)
        {
            var job = await project.JobAsync(id);
            var attempts = await project.AttemptsAsync(id);
            job.State.ShouldBeOneOf([JobState.Completed, JobState.Cancelled], $"{seed}, {job}");
            attempts.Count.ShouldBe(1, $"{seed}, {job}");

            // What waited for a place may have been given back just as it was cancelled; then it never began.
            string[] ends = job.State == JobState.Completed ? ["completed"] : lines[$"start {id}"].Any() ? ["cancelled"] : ["cancelled", "released"];
            attempts[0].Outcome.ShouldBeOneOf(ends, $"{seed}, {job}");
            lines[$"start {id}"].Count().ShouldBeLessThanOrEqualTo(1, seed);
            lines[$"end {id}"].Count().ShouldBeLessThanOrEqualTo(1, seed);
            (job.State == JobState.Cancelled || lines[$"end {id}"].Any()).ShouldBeTrue($"{seed}, completed without having ended: {job}");
            completed += job.State == JobState.Completed ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{seed}: {completed} completed, {ids.Length - completed} cancelled");
    }
}
