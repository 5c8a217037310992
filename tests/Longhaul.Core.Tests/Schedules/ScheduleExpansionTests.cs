using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Tests.Pipelines;

namespace Longhaul.Core.Tests.Schedules;

public sealed class ScheduleExpansionTests
{
    private static readonly DateTimeOffset Due = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

    private static readonly ScheduleDefinition Nightly = new()
    {
        Name = "nightly", Cron = "30 2 * * *", TimeZone = "Europe/Berlin", Run = "video",
        Input = """{"topic":"of {{ schedule.due }}","channel":"{{ schedule.name }}"}""",
    };

    [Fact]
    public void A_run_gets_its_due_time_by_the_schedules_own_clock()
    {
        var jobs = new ScheduleExpansion(Samples.Project).Expand(Nightly with { Input = """{"topic":"{{ schedule.name }}","channel":"{{ schedule.due }}"}""" }, Due);

        jobs[0].ShouldSatisfyAllConditions(
            run => run.IsContainer.ShouldBeTrue(), run => run.Kind.ShouldBe("video"),
            run => run.Input.ShouldBe("""{"topic":"nightly","channel":"2026-03-29T03:00:00+02:00"}"""), run => run.Tenant.ShouldBe("2026-03-29T03:00:00+02:00"));
        jobs.Count.ShouldBe(5);
        jobs.ShouldAllBe(job => job.Delay == null);
    }

    [Fact]
    public void What_the_schedule_says_goes_before_what_the_job_says()
    {
        var job = new ScheduleExpansion(Samples.Project)
            .Expand(Nightly with { Run = "narrate", Input = "{}", Queue = "render", Priority = 8, Tenant = "acme" }, Due).ShouldHaveSingleItem();

        (job.Queue, job.Priority, job.Tenant, job.Input).ShouldBe(("render", 8, "acme", "{}"));
    }

    [Fact]
    public void Jitter_is_drawn_anew_for_each_due_time_and_the_same_whoever_draws()
    {
        var schedule = Nightly with { Jitter = TimeSpan.FromMinutes(5), Input = """{"topic":"x"}""" };
        var drawn = Enumerable.Range(0, 200).Select(day => ScheduleExpansion.DelayOf(schedule, Due.AddDays(day))!.Value).ToList();

        drawn.ShouldAllBe(delay => delay >= TimeSpan.Zero && delay <= TimeSpan.FromMinutes(5));
        drawn.Distinct().Count().ShouldBe(200);
        drawn.Average(delay => delay.TotalSeconds).ShouldBeInRange(120, 180);
        drawn.ShouldBe(Enumerable.Range(0, 200).Select(day => ScheduleExpansion.DelayOf(schedule, Due.AddDays(day).ToOffset(TimeSpan.FromHours(2)))!.Value));
        ScheduleExpansion.DelayOf(schedule with { Name = "other" }, Due).ShouldNotBe(drawn[0]);

        var steps = new ScheduleExpansion(Samples.Project).Expand(schedule, Due);
        steps.Where(step => step.Delay is not null).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            step => step.Step.ShouldBe("script"), step => step.Delay.ShouldBe(drawn[0]));
        new ScheduleExpansion(Samples.Project).ExpandNow(schedule, Due).ShouldAllBe(step => step.Delay == null);
    }

    [Theory]
    [InlineData("vidoe", "{}", "there is no job or pipeline `vidoe`; did you mean `video`?")]
    [InlineData("video", "{}", "input `topic` is required and missing")]
    [InlineData("video", """{"topic":"{{ schedule.when }}"}""", "there is no value for schedule.when")]
    [InlineData("video", """{"topic":"{{ schedule"}""", "{{ schedule")]
    public void What_could_not_run_is_refused(string run, string input, string why) =>
        Should.Throw<RefusedException>(() => new ScheduleExpansion(Samples.Project).Expand(Nightly with { Run = run, Input = input }, Due))
            .Message.ShouldContain(why);

    [Fact]
    public void Equal_schedules_have_equal_hashes_and_every_member_counts()
    {
        var hash = ScheduleJson.Hash(Nightly);
        ScheduleJson.Hash(ScheduleJson.Read(ScheduleJson.Write(Nightly))).ShouldBe(hash);
        ScheduleDefinition[] others =
        [
            Nightly with { Cron = "31 2 * * *" }, Nightly with { TimeZone = "UTC" }, Nightly with { Run = "narrate" }, Nightly with { Input = "{}" },
            Nightly with { Queue = "render" }, Nightly with { Priority = 0 }, Nightly with { Tenant = "" }, Nightly with { Missed = MissedRuns.All },
            Nightly with { MissedLimit = 9 }, Nightly with { Overlap = OverlapPolicy.Cancel }, Nightly with { Jitter = TimeSpan.FromTicks(1) }, Nightly,
        ];
        others.Select(ScheduleJson.Hash).Distinct().Count().ShouldBe(others.Length);
        others.ShouldAllBe(other => ScheduleJson.Read(ScheduleJson.Write(other)) == other);
    }
}
