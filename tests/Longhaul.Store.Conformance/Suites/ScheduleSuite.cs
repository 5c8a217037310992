using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Which schedules there are, whether they go on, and what becomes of due times that nobody was there for.</summary>
public abstract class ScheduleSuite<TFactory> : ScheduleStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_schedule_is_due_at_the_first_time_after_it_was_declared()
    {
        var full = new ScheduleDefinition
        {
            Name = "sync", Cron = "0 3 * * MON", TimeZone = "America/New_York", Run = "flow", Input = """{"a":"{{ schedule.due }}"}""", Queue = "q", Priority = 7,
            Tenant = "acme", Missed = MissedRuns.All, MissedLimit = 4, Overlap = OverlapPolicy.Wait, Jitter = TimeSpan.FromSeconds(90),
        };

        await DeclareAsync(full, Every10 with { Name = "other" });

        var list = await Store.Schedules.ListAsync(null, Cancel);
        list.Now.ShouldBe(Clock.Now);
        list.Schedules.Select(record => record.Schedule).ShouldBe([new ScheduleRef("shop", "other"), Sync]);
        (list.Schedules[0].NextDue, list.Schedules[1].NextDue).ShouldBe((At("15:10:00"), DateTimeOffset.Parse("2026-03-16T07:00:00Z")));
        list.Schedules[1].ShouldBe(new ScheduleRecord
        {
            Schedule = Sync, Definition = full, Hash = ScheduleJson.Hash(full), NextDue = list.Schedules[1].NextDue,
        });
        (await Store.Schedules.ListAsync("else", Cancel)).ShouldSatisfyAllConditions(
            other => other.Schedules.ShouldBeEmpty(), other => other.Now.ShouldBe(Clock.Now));
    }

    [Fact]
    public async Task Declared_as_it_was_a_schedule_stays_untouched()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        await FireOneAsync();
        await Store.Schedules.PauseAsync(Sync, "ann", Cancel);
        var before = await RecordAsync();
        PassTo("15:31:00");

        await DeclareAsync(Every10 with { });

        (await RecordAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Another_rule_keeps_the_next_due_time_and_another_timetable_finds_it_anew()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        var job = await FireOneAsync();
        await Store.Schedules.PauseAsync(Sync, "ann", Cancel);
        PassTo("15:31:00");

        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Allow });
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.NextDue.ShouldBe(At("15:20:00")), record => record.Definition.Overlap.ShouldBe(OverlapPolicy.Allow));
        await DeclareAsync(Every10 with { Cron = "*/15 * * * *" });
        (await RecordAsync()).NextDue.ShouldBe(At("15:45:00"));
        await DeclareAsync(Every10 with { Cron = "0 16 * * *", TimeZone = "Europe/Berlin" });
        (await RecordAsync()).NextDue.ShouldBe(At("15:00:00").AddDays(1));

        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.Paused.ShouldBeTrue(), record => record.LastJob.ShouldBe(job), record => record.LastDue.ShouldBe(At("15:10:00")),
            record => record.Fired.ShouldBe(1));
    }

    [Fact]
    public async Task What_a_project_no_longer_has_is_removed_and_what_another_has_is_not()
    {
        await DeclareAsync(Every10, Every10 with { Name = "second" });
        await Store.Schedules.DeclareAsync("else", [Every10, Every10 with { Name = "third" }], Cancel);

        await DeclareAsync(Every10 with { Name = "second" });
        await Store.Schedules.DeclareAsync("else", [], Cancel);

        (await Store.Schedules.ListAsync(null, Cancel)).Schedules.Select(record => record.Schedule.ToString()).ShouldBe(["shop/second"]);
    }

    [Fact]
    public async Task What_could_never_be_due_is_refused_whole()
    {
        await DeclareAsync(Every10);
        var before = await RecordAsync();

        foreach (var (wrong, why) in new[]
        {
            (Every10 with { Name = "new", Cron = "* * *" }, "has 3 fields instead of 5"),
            (Every10 with { Name = "new", TimeZone = "Mars/Crater" }, "there is no time zone `Mars/Crater`"),
            (Every10 with { Name = "new", MissedLimit = 0 }, "make up for 0 missed"),
            (Every10 with { Name = new string('x', 101) }, "has 101 characters"),
            (Every10, "two schedules `sync`"),
        })
        {
            var refused = await Should.ThrowAsync<RefusedException>(() => DeclareAsync(Every10 with { Priority = 1 }, wrong));
            refused.Message.ShouldContain(why);
        }

        (await Store.Schedules.ListAsync(null, Cancel)).Schedules.ShouldHaveSingleItem().ShouldBe(before);
    }

    [Fact]
    public async Task What_was_due_while_it_was_paused_is_never_run()
    {
        await DeclareAsync(Every10 with { Missed = MissedRuns.All });
        (await Store.Schedules.PauseAsync(Sync, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Schedules.PauseAsync(Sync, "bob", Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        PassTo("15:31:00");
        (await FireAsync()).Result.ShouldBe(FiringResult.Paused);

        (await Store.Schedules.ResumeAsync(Sync, "cid", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Schedules.ResumeAsync(Sync, "dan", Cancel)).Result.ShouldBe(ControlResult.Unchanged);

        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.NextDue.ShouldBe(At("15:40:00")), record => record.Paused.ShouldBeFalse(), record => record.Missed.ShouldBe(0));
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
        PassTo("15:40:00");
        await FireOneAsync();
        (await Store.Audit.ListAsync(2, null, Cancel)).Select(record => record.Entry).ShouldBe(
            [new AuditEntry("cid", "SCHEDULE_RESUMED", "schedule shop/sync"), new AuditEntry("ann", "SCHEDULE_PAUSED", "schedule shop/sync")]);
    }

    [Fact]
    public async Task What_is_not_there_can_be_neither_paused_nor_resumed_nor_run()
    {
        var other = new ScheduleRef("else", "sync");
        await DeclareAsync(Every10);

        (await Store.Schedules.PauseAsync(other, "ann", Cancel)).Result.ShouldBe(ControlResult.NotFound);
        (await Store.Schedules.ResumeAsync(other, "ann", Cancel)).Result.ShouldBe(ControlResult.NotFound);
        (await Store.Schedules.RunNowAsync(other, [Samples.Job()], "ann", Cancel)).ShouldSatisfyAllConditions(
            reply => reply.Reply.Result.ShouldBe(ControlResult.NotFound), reply => reply.Job.ShouldBeNull());
        (await Store.Audit.ListAsync(10, null, Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MissedRuns.Once, 10, new[] { "16:00:00" }, 5)]
    [InlineData(MissedRuns.Skip, 10, new string[0], 6)]
    [InlineData(MissedRuns.All, 10, new[] { "15:10:00", "15:20:00", "15:30:00", "15:40:00", "15:50:00", "16:00:00" }, 0)]
    [InlineData(MissedRuns.All, 2, new[] { "15:50:00", "16:00:00" }, 4)]
    public async Task Due_times_that_nobody_was_there_for_are_made_up_for_as_the_schedule_says(
        MissedRuns missed, int limit, string[] run, int lost)
    {
        await DeclareAsync(Every10 with { Missed = missed, MissedLimit = limit, Overlap = OverlapPolicy.Allow });
        PassTo("16:05:00");

        var firing = await PlanAsync();
        firing.Runs.Select(one => one.Due).ShouldBe(run.Select(At));
        (await Store.Schedules.FireAsync(firing, Cancel)).Result.ShouldBe(FiringResult.Fired);

        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(100), Cancel)).Count.ShouldBe(run.Length);
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.NextDue.ShouldBe(At("16:10:00")), record => record.Fired.ShouldBe(run.Length), record => record.Missed.ShouldBe(lost),
            record => record.LastDue.ShouldBe(run.Length == 0 ? null : At("16:00:00")));
    }

    [Theory]
    [InlineData("15:10:59.999", 1)]
    [InlineData("15:11:00", 1)]
    [InlineData("15:11:00.001", 0)]
    public async Task A_due_time_is_missed_when_it_is_more_than_a_minute_late(string now, int run)
    {
        await DeclareAsync(Every10 with { Missed = MissedRuns.Skip });
        PassTo(now);

        (await FireAsync()).Jobs.Count.ShouldBe(run);
        (await RecordAsync()).Missed.ShouldBe(1 - run);
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T22:00:00Z", new[] { "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" })]
    [InlineData("30 2 * * *", "2026-10-24T22:00:00Z", new[] { "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" })]
    [InlineData("30 * * * *", "2026-03-29T00:00:00Z", new[] { "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z" })]
    [InlineData("30 * * * *", "2026-10-25T00:00:00Z", new[] { "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z" })]
    public async Task On_days_when_clocks_change_each_due_time_is_fired_once(string cron, string begin, string[] due)
    {
        PassTo(DateTimeOffset.Parse(begin));
        await DeclareAsync(Every10 with { Cron = cron, TimeZone = "Europe/Berlin", Overlap = OverlapPolicy.Allow });

        foreach (var next in due.Select(DateTimeOffset.Parse))
        {
            (await RecordAsync()).NextDue.ShouldBe(next);
            Clock.Advance(next - Clock.Now - TimeSpan.FromMilliseconds(1));
            (await Store.Schedules.FireAsync(await OneAsync(next), Cancel)).Result.ShouldBe(FiringResult.NotDue);
            PassTo(next);
            await FireOneAsync();
        }
    }

    private async Task<ScheduleFiring> OneAsync(DateTimeOffset due) => new()
    {
        Schedule = Sync, Hash = (await RecordAsync()).Hash, Due = due, Through = due, Runs = [new ScheduledRun(due, [Samples.Job()])],
    };
}
