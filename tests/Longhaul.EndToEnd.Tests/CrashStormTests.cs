using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Three workers on one store, one of them killed after every few dozen jobs and replaced.</summary>
public sealed class CrashStormTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Workers = 3;
    private const int Places = 2;

    /// <summary>A worker runs as many jobs as it has places, and has at most as many ended whose outcomes are on their way.</summary>
    private const int InFlight = 2 * Places;

    private const string Yaml = """
        jobs:
          append:
            command: [bash, -c, 'echo "$LONGHAUL_JOB_ID $LONGHAUL_ATTEMPT" >> ledger; sleep 0.1']
        """;

    [Fact]
    public Task No_job_is_lost_and_only_what_was_in_flight_runs_again() => StormAsync(300, mostKills: 12, TimeSpan.FromMinutes(3));

    [Fact]
    [Trait("tier", "soak")]
    public Task No_job_of_twenty_thousand_is_lost() => StormAsync(20_000, mostKills: int.MaxValue, TimeSpan.FromMinutes(60));

    [Fact]
    public Task On_PostgreSQL_no_job_is_lost_and_only_what_was_in_flight_runs_again() =>
        StormAsync(300, mostKills: 12, TimeSpan.FromMinutes(3), fixture.Server.Url);

    [Fact]
    [Trait("tier", "soak")]
    public Task On_PostgreSQL_no_job_of_twenty_thousand_is_lost() =>
        StormAsync(20_000, mostKills: int.MaxValue, TimeSpan.FromMinutes(60), fixture.Server.Url);

    [Fact]
    public async Task Through_PgBouncer_no_job_is_lost_and_only_what_was_in_flight_runs_again()
    {
        using var bouncer = PgBouncerServer.Start(fixture.Server);
        await StormAsync(150, mostKills: 6, TimeSpan.FromMinutes(3), bouncer.Url);
    }

    private static async Task StormAsync(int jobs, int mostKills, TimeSpan longest, string? url = null)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed: {seed}");
        await using var project = new Project(Yaml, url);
        project.Environment["MAX_CONCURRENT_JOBS"] = $"{Places}";
        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", jobs));
        ids.Length.ShouldBe(jobs);

        var kills = await KillUntilDrainedAsync(project, random, mostKills, longest);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed: {seed}, {kills} kills");
        kills.ShouldBeGreaterThan(1);
        await CheckAsync(project, ids, kills, $"seed: {seed}");
    }

    private static async Task<int> KillUntilDrainedAsync(Project project, Random random, int mostKills, TimeSpan longest)
    {
        var workers = Enumerable.Range(0, Workers).Select(_ => project.Start("work")).ToArray();
        var drained = project.DrainedAsync(longest.TotalSeconds);
        var kills = 0;
        while (kills < mostKills && await GrowsAsync(project, random.Next(10, 40), drained))
        {
            var victim = kills % 2 == 0 ? AtWork(workers, random) : random.Next(Workers);
            workers[victim].Kill9();
            kills++;
            workers[victim] = project.Start("work");
        }

        await drained;
        return kills;
    }

    /// <summary>One that has begun to work, so that there is something to lose; where none has, any.</summary>
    private static int AtWork(WorkerProcess[] workers, Random random)
    {
        var busy = Enumerable.Range(0, workers.Length).Where(i => workers[i].Events.Any(one => one.Name == "JOB_STARTED")).ToList();
        return busy.Count > 0 ? busy[random.Next(busy.Count)] : random.Next(workers.Length);
    }

    /// <summary>
    /// Waits until so many jobs more have run; false where all have. Kills come after work and not after time: on a machine so busy that workers need seconds to
    /// start, none would live to do anything.
    /// </summary>
    private static async Task<bool> GrowsAsync(Project project, int lines, Task drained)
    {
        var enough = project.LedgerBytes() + (lines * "12345 1\n".Length);
        while (project.LedgerBytes() < enough && !drained.IsCompleted)
        {
            await Wait.PauseAsync(TimeSpan.FromMilliseconds(50));
        }

        return !drained.IsCompleted;
    }

    private static async Task CheckAsync(Project project, long[] ids, int kills, string seed)
    {
        var ran = project.Ledger().Select(line => line.Split(' ')).ToLookup(words => long.Parse(words[0]), words => int.Parse(words[1]));
        var lost = 0;
        foreach (var id in ids)
        {
            var job = await project.JobAsync(id);
            var attempts = await project.AttemptsAsync(id);
            var seen = $"{seed}, {job}, ran as attempts {string.Join(", ", ran[id])}";

            // Three kills may hit the same job; then it is stopped and says so.
            (job.State == JobState.Completed || (job.State == JobState.Failed && job.Crashes == 3)).ShouldBeTrue(seen);
            ran[id].ShouldBeUnique(seen);
            ran[id].Except(attempts.Select(attempt => attempt.Number)).ShouldBeEmpty(seen);
            (job.State == JobState.Failed || ran[id].Contains(job.Attempt)).ShouldBeTrue(seen);
            attempts.SkipLast(1).ShouldAllBe(attempt => attempt.Outcome == "worker_lost" || attempt.Outcome == "released", seen);
            lost += attempts.Count(attempt => attempt.Outcome == "worker_lost");
        }

        lost.ShouldBeGreaterThan(0, seed);
        lost.ShouldBeLessThanOrEqualTo(kills * InFlight, seed);
        var again = project.Ledger().Length - ran.Count;
        again.ShouldBeLessThanOrEqualTo(lost, seed);
        await ShowsAsLaterAttemptAsync(project, ran.FirstOrDefault(job => job.Count() > 1)?.Key);
    }

    private static async Task ShowsAsLaterAttemptAsync(Project project, long? repeated)
    {
        if (repeated is { } id)
        {
            var shown = (await project.RunAsync("jobs", "show", $"{id}", "--json")).ShouldEndWith(0).Json;
            shown.GetProperty("job").GetProperty("attempt").GetInt32().ShouldBeGreaterThan(1);
            shown.GetProperty("attempts")[0].GetProperty("outcome").GetString().ShouldBe("worker_lost");
        }
    }
}
