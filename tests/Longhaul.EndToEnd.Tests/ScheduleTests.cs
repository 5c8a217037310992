using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;
using WorkerProcess = Longhaul.EndToEnd.Tests.Support.WorkerProcess;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A schedule for every minute with three worker processes, under a clock that is moved on to just before the next minute.</summary>
public sealed class ScheduleTests
{
    private const string Yaml = """
        name: shop
        jobs:
          tick: { command: [bash, -c, 'echo "$0" >> ledger', "{{ input.due }}"] }
        schedules:
          every: { cron: "* * * * *", timezone: Europe/Berlin, run: tick, input: { due: "{{ schedule.due }}" }, overlap: allow }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_workers_on_a_file_fire_each_minute_once_also_where_they_are_killed_around_it()
    {
        using var clock = new FakeClock();
        await using var project = new Project(Yaml);
        foreach (var (name, value) in clock.Environment)
        {
            project.Environment[name] = value;
        }

        await RunAsync(project, clock);
    }

    [Fact]
    public async Task Three_workers_on_a_server_fire_each_minute_once_also_where_they_are_killed_around_it()
    {
        using var clock = new FakeClock();
        using var server = PostgreSqlServer.StartWith(clock);
        await using var project = new Project(Yaml, server.Url);

        await RunAsync(project, clock);
    }

    private static async Task RunAsync(Project project, FakeClock clock)
    {
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = "200";
        var begin = TimeProvider.System.GetUtcNow();
        var first = new DateTimeOffset(begin.Year, begin.Month, begin.Day, begin.Hour, begin.Minute, 0, TimeSpan.Zero).AddMinutes(3);
        MoveTo(clock, first.AddSeconds(-30));
        var workers = new List<WorkerProcess> { await project.WorkAsync(), await project.WorkAsync(), await project.WorkAsync() };
        await Wait.UntilAsync(async () => await RecordAsync(project) is not null, "the schedule is declared");
        var due = first;
        for (var round = 1; round <= 6; round++, due = due.AddMinutes(1))
        {
            MoveTo(clock, due.AddSeconds(-2));
            if (round % 2 == 0)
            {
                // At any time around the due time, or right after it has fired itself.
                await Wait.PauseAsync(TimeSpan.FromMilliseconds(500 + (round * 170)));
                workers[0].Kill9();
                workers.RemoveAt(0);
                workers.Add(await project.WorkAsync());
            }

            await Wait.UntilAsync(async () => (await RecordAsync(project))!.Fired == round, $"due time {round} is fired", 20, () => Said(workers));
        }

        (await InputsAsync(project)).ShouldBe(Enumerable.Range(0, 6).Select(minute => first.AddMinutes(minute)));
        foreach (var worker in workers)
        {
            worker.Kill9();
            await worker.EndAsync();
        }

        MoveTo(clock, due.AddMinutes(4).AddSeconds(20));
        await project.WorkAsync();
        await Wait.UntilAsync(async () => (await RecordAsync(project))!.Fired == 7, "what was missed is made up for once");
        (await RecordAsync(project))!.ShouldSatisfyAllConditions(
            record => record.Missed.ShouldBe(4), record => record.LastDue.ShouldBe(due.AddMinutes(4)), record => record.NextDue.ShouldBe(due.AddMinutes(5)));
        await project.DrainedAsync(20);
        (await InputsAsync(project)).Count.ShouldBe(7);
    }

    /// <summary>By whole seconds, which is all that the clock can be moved by: up to a second later than asked for.</summary>
    private static void MoveTo(FakeClock clock, DateTimeOffset instant) => clock.Set(TimeSpan.FromSeconds(Math.Ceiling((instant - TimeProvider.System.GetUtcNow()).TotalSeconds)));

    private static async Task<ScheduleRecord?> RecordAsync(Project project) =>
        (await project.Store.Schedules.ListAsync("shop", Cancel)).Schedules.SingleOrDefault();

    /// <summary>The due times for which there are jobs; each job was made when it was due and not before.</summary>
    private static async Task<List<DateTimeOffset>> InputsAsync(Project project)
    {
        var jobs = await project.Store.Queries.ListAsync(new JobFilter(), new JobPage(100), Cancel);
        var due = jobs.Select(job => (Due: JsonElement.Parse(job.Input).GetProperty("due").GetDateTimeOffset(), job.CreatedAt)).OrderBy(one => one.Due).ToList();
        foreach (var (at, made) in due)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{at:O} fired after {(made - at).TotalMilliseconds} ms");
            made.ShouldBeGreaterThanOrEqualTo(at);
        }

        return due.ConvertAll(one => one.Due);
    }

    private static string Said(List<WorkerProcess> workers) => string.Join('\n', workers.Select(worker => worker.Said));
}
