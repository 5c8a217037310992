using System.Text.Json;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Definitions;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Tests;

public sealed class ScheduleCommandTests : IDisposable
{
    private const string Yaml = """
        name: shop
        jobs:
          ok: { command: [echo, "{{ input.day }}"] }
        schedules:
          nightly: { cron: "30 2 * * *", timezone: Europe/Berlin, run: ok, input: { day: "{{ schedule.due }}" } }
          hourly: { cron: "@hourly", run: ok, input: { day: x }, missed: { all: 3 }, jitter: 90s }
        """;

    private readonly TemporaryFolder _folder = Projects.Make(Yaml);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_schedule_is_shown_with_its_next_ten_due_times_by_its_own_clock()
    {
        await DeclareAsync();

        var all = await RunAsync(0, "schedules");
        var one = await RunAsync(0, "schedules", "list", "nightly");

        all.Out.ShouldContain("hourly: missed all, at most 3, overlap wait, jitter 1m 30s\n");
        all.Lines.Count(line => line.StartsWith("  ", StringComparison.Ordinal)).ShouldBe(20);
        one.Lines[0].ShouldBe("SCHEDULE  STATE   CRON        ZONE           RUNS  NEXT                       LAST  JOB  FIRED  MISSED  SKIPPED");
        one.Out.ShouldNotContain("hourly");
        var times = one.Lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToArray();
        var expected = Timetable.Of(Schedule("nightly")).After(TimeProvider.System.GetUtcNow()).Take(10);
        times.ShouldBe(expected.Select(due => $"  {due:ddd yyyy-MM-dd HH:mm:sszzz}"));
        one.Lines[1].ShouldContain($"nightly   active  30 2 * * *  Europe/Berlin  ok    {times[0][6..]}");
    }

    [Fact]
    public async Task A_schedule_in_JSON_has_the_published_fields_and_no_others()
    {
        await DeclareAsync();

        var json = JsonElement.Parse((await RunAsync(0, "schedules", "list", "hourly", "--json")).Out)[0];

        json.EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "project", "name", "state", "paused", "cron", "timezone", "run", "input", "missed", "missed_limit", "overlap", "jitter_seconds", "next", "last_due",
            "last_job", "fired_count", "missed_count", "skipped_count",
        ]);
        json.GetProperty("next").GetArrayLength().ShouldBe(10);
        (json.GetProperty("missed").GetString(), json.GetProperty("missed_limit").GetInt32(), json.GetProperty("overlap").GetString()).ShouldBe(("all", 3, "wait"));
        JsonElement.Parse((await RunAsync(0, "schedules", "list", "nightly", "--json")).Out)[0].GetProperty("next")[0].GetString()!.ShouldMatch(@"T02:30:00\+0[12]:00$");
    }

    [Fact]
    public async Task Pause_resume_and_run_do_what_they_say_and_say_who()
    {
        await DeclareAsync();

        (await RunAsync(0, "schedules", "pause", "nightly")).Out.ShouldBe("schedule nightly paused\n");
        (await RunAsync(0, "schedules", "pause", "shop/nightly")).Out.ShouldBe("schedule nightly was paused already\n");
        (await RunAsync(0, "schedules")).Out.ShouldContain("paused, so these are left out");
        var run = await RunAsync(0, "schedules", "run", "nightly");
        run.Out.ShouldBe("1\n");
        (await RunAsync(1, "schedules", "run", "nightly")).ErrorLine.ShouldBe(
            "longhaul: schedule nightly: job 1, the last run of schedule nightly, is ready, and its overlap is skip; wait for it, or cancel it");
        (await RunAsync(0, "schedules", "resume", "nightly")).Out.ShouldBe("schedule nightly resumed\n");
        (await RunAsync(0, "schedules", "resume", "nightly")).Out.ShouldBe("schedule nightly was resumed already\n");

        JsonElement.Parse((await RunAsync(0, "audit", "--json")).Out).EnumerateArray()
            .Select(entry => $"{entry.GetProperty("actor")} {entry.GetProperty("action")} {entry.GetProperty("subject")}")
            .ShouldBe(["ann SCHEDULE_RESUMED schedule shop/nightly", "ann SCHEDULE_RUN schedule shop/nightly", "ann SCHEDULE_PAUSED schedule shop/nightly"]);
        JsonElement.Parse((await RunAsync(0, "jobs", "show", "1", "--json")).Out).GetProperty("job").GetProperty("input").GetProperty("day").GetString()!
            .ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$");
    }

    [Fact]
    public async Task What_no_worker_has_been_started_with_is_shown_as_the_file_has_it_and_told_apart()
    {
        (await RunAsync(0, "schedules", "list", "nightly")).Out.ShouldContain("nightly: missed once, overlap skip; no worker has been started with it yet\n");
        foreach (var command in new[] { "pause", "resume", "run" })
        {
            (await RunAsync(1, "schedules", command, "nightly")).ErrorLine.ShouldBe(
                "longhaul: schedule nightly: no worker has been started with it yet; start one with: longhaul up");
        }

        await DeclareAsync();
        _folder.File("longhaul.yaml", Yaml.Replace("hourly:", "daily:", StringComparison.Ordinal).Replace("30 2", "31 2", StringComparison.Ordinal));
        var json = JsonElement.Parse((await RunAsync(0, "schedules", "--json")).Out).EnumerateArray().ToArray();
        json.Select(one => $"{one.GetProperty("name")} {one.GetProperty("state")}").ShouldBe(["daily new", "hourly removed", "nightly changed"]);
        json[2].GetProperty("cron").GetString().ShouldBe("31 2 * * *");
    }

    [Fact]
    public async Task A_name_that_is_none_is_one_line_with_the_nearest()
    {
        (await RunAsync(2, "schedules", "pause", "nihgtly")).ErrorLine.ShouldBe("longhaul: there is no schedule \"nihgtly\"; did you mean `nightly`?");
        (await RunAsync(2, "schedules", "list", "x")).ErrorLine.ShouldContain("known: hourly, nightly");
        (await RunAsync(2, "schedules", "run")).ErrorLine.ShouldStartWith("longhaul: ");
    }

    [Fact]
    public async Task Without_a_file_the_schedules_of_the_whole_store_are_there()
    {
        await DeclareAsync();
        await DeclareAsync("other");
        using var elsewhere = new TemporaryFolder();
        var store = $"sqlite:{Path.Combine(_folder.Path, "data", "longhaul.db")}";

        (await CliRun.InAsync(elsewhere.Path, "schedules", "--store", store)).Out.ShouldContain("other/nightly");
        (await CliRun.InAsync(elsewhere.Path, "schedules", "pause", "nightly", "--store", store)).Error.ShouldContain("name one of other/nightly, shop/nightly");
        (await CliRun.InAsync(elsewhere.Path, "schedules", "pause", "other/nightly", "--store", store)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Names_are_completed_from_the_file()
    {
        const string Line = "longhaul schedules pause ni";
        (await RunAsync(0, $"[suggest:{Line.Length}]", Line)).Lines.ShouldBe(["nightly"]);
    }

    private ScheduleDefinition Schedule(string name) =>
        ProjectFile.Load(_folder.Path, new Dictionary<string, string>()).Schedules.Single(schedule => schedule.Name == name);

    private async Task DeclareAsync(string project = "shop")
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        await using var store = SqliteJobStore.Open(Path.Combine(_folder.Path, "data", "longhaul.db"));
        await ((IJobStore)store).Schema.MigrateAsync(Cancel);
        await ((IJobStore)store).Schedules.DeclareAsync(project, [Schedule("nightly"), Schedule("hourly")], Cancel);
    }

    private async Task<CliRun> RunAsync(int code, params string[] arguments)
    {
        var run = await CliRun.InAsync(_folder.Path, arguments);
        run.Code.ShouldBe(code, run.Error);
        return run;
    }
}
