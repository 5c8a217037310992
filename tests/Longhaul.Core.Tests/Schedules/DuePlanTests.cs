using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests.Schedules;

public sealed class DuePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Theory]
    [InlineData("* * * * *", 90)]
    [InlineData("7 3 * * *", 60 * 24 * 9)]
    [InlineData("0 0 1 1 *", 60 * 24 * 365 * 3)]
    [InlineData("*/20 9-17 * * MON-FRI", 60 * 24 * 11)]
    public void The_latest_are_the_last_of_all(string cron, int minutes)
    {
        var timetable = Timetable.Of(Schedule(cron));
        var from = Now.AddMinutes(-minutes);
        var all = timetable.Between(from, Now).ToArray();
        all.Length.ShouldBeGreaterThan(1);

        foreach (var most in (int[])[1, 2, 10, 100])
        {
            timetable.Latest(most, from, Now).ShouldBe(all[^Math.Min(most, all.Length)..]);
        }
    }

    [Fact]
    public void Both_ends_count()
    {
        var due = Timetable.Of(Schedule("* * * * *")).Between(Now.AddSeconds(-9), Now.AddSeconds(51)).ToArray();

        due.ShouldBe([Now.AddSeconds(-9), Now.AddSeconds(51)]);
    }

    [Fact]
    public void Two_years_without_a_worker_are_not_counted_to_the_end()
    {
        var schedule = Schedule("* * * * *") with { Missed = MissedRuns.All, MissedLimit = 5 };

        var plan = DuePlan.Make(schedule, Timetable.Of(schedule), Now.AddSeconds(-9).AddYears(-2), Now);

        plan.Run.ShouldBe(Enumerable.Range(-4, 5).Select(minute => Now.AddSeconds(-9).AddMinutes(minute)));
        (plan.Through, plan.Missed).ShouldBe((Now.AddSeconds(-9), DuePlan.MostCounted - 5));
    }

    [Fact]
    public void A_due_time_that_the_rules_of_the_zone_no_longer_have_is_run_all_the_same()
    {
        var schedule = Schedule("0 3 * * *");
        var due = Now.AddSeconds(-9);

        var plan = DuePlan.Make(schedule, Timetable.Of(schedule), due, Now);

        (plan.Run.ShouldHaveSingleItem(), plan.Through, plan.Missed).ShouldBe((due, due, 0));
    }

    [Theory]
    [InlineData("Europe/Berln", "did you mean `Europe/Berlin`?")]
    [InlineData("europe/berlin", "did you mean `Europe/Berlin`?")]
    [InlineData("berlin", "did you mean `Europe/Berlin`?")]
    [InlineData("New York", "did you mean `America/New_York`?")]
    [InlineData("Nowhere", "use a name such as Europe/Berlin")]
    [InlineData("../../etc/passwd", "there is no time zone")]
    [InlineData("", "there is no time zone")]
    public void A_time_zone_that_is_none_is_refused_with_the_nearest_name(string name, string hint)
    {
        Should.Throw<FormatException>(() => TimeZones.Find(name)).Message.ShouldContain(hint);
        Should.Throw<RefusedException>(() => Timetable.Of(Schedule("* * * * *") with { TimeZone = name })).Message.ShouldStartWith("schedule `x`: ");
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("GMT")]
    [InlineData("Etc/GMT+5")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Asia/Calcutta")]
    public void A_time_zone_is_found_by_its_name(string name) => TimeZones.Find(name).Id.ShouldBe(name);

    private static ScheduleDefinition Schedule(string cron) => new() { Name = "x", Cron = cron, Run = "y" };
}
