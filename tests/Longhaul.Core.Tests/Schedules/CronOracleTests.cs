using Longhaul.Core.Schedules;
using Quartz;
using CronExpression = Longhaul.Core.Schedules.CronExpression;

namespace Longhaul.Core.Tests.Schedules;

/// <summary>
/// Two hundred expressions against another implementation, over ten years in four time zones. Where clocks change the other one makes up for
/// hours that are left out also if an expression is due every hour, and takes both of two hours also if it names them: these are set right here.
/// </summary>
public sealed class CronOracleTests
{
    private static readonly DateTimeOffset Begin = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddYears(10);

    /// <summary>One that changes by half an hour, one that does so at midnight, and both hemispheres.</summary>
    public static TheoryData<string> Zones { get; } = ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void Around_every_change_of_clocks_and_after_many_an_instant(string zone)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var random = new Random(zone.Length);
        var changes = Changes(place).ToList();
        changes.Count.ShouldBe(20, zone);
        foreach (var (ours, theirs) in Expressions().Select(text => Both(text, place)))
        {
            foreach (var change in changes)
            {
                Compare(ours, theirs, place, change.AddHours(-30), change.AddHours(30), most: 200);
            }

            for (var i = 0; i < 20; i++)
            {
                Compare(ours, theirs, place, Begin.AddMinutes(random.Next(10 * 365 * 24 * 60)), End, most: 5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    [Trait("tier", "soak")]
    public void Every_instant_of_ten_years(string zone)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        foreach (var (ours, theirs) in Expressions().Select(text => Both(text, place)))
        {
            Compare(ours, theirs, place, Begin, End, most: 20_000).ShouldBeGreaterThan(0, ours.ToString());
        }
    }

    private static int Compare(CronExpression ours, Quartz.CronExpression theirs, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until, int most)
    {
        var expected = Instants(from, until, after => theirs.GetNextValidTimeAfter(after)).Where(due => Counts(ours, due, zone)).Take(most).ToList();
        var found = Instants(from, until, after => ours.Next(after, zone)).Take(most).ToList();
        found.ShouldBe(expected, $"{ours} in {zone.Id} from {from:u} to {until:u}");
        return found.Count;
    }

    private static IEnumerable<DateTimeOffset> Instants(DateTimeOffset from, DateTimeOffset until, Func<DateTimeOffset, DateTimeOffset?> next)
    {
        for (var due = next(from); due < until; due = next(due.Value))
        {
            yield return due.Value;
        }
    }

    private static bool Counts(CronExpression ours, DateTimeOffset due, TimeZoneInfo zone)
    {
        var fields = ours.ToString().Split(' ');
        var byTheHour = fields[1].StartsWith('*');
        var local = TimeZoneInfo.ConvertTime(due, zone).DateTime;
        var isSecond = zone.IsAmbiguousTime(local) && zone.GetUtcOffset(due.UtcDateTime) == zone.GetAmbiguousTimeOffsets(local).Min();
        var isAfterGap = zone.IsInvalidTime(local.AddMinutes(-1));
        return byTheHour ? !isAfterGap || IsNamed(fields, local) : !isSecond;
    }

    private static bool IsNamed(string[] fields, DateTime local) =>
        (CronField.Minute.Read(fields[0]) >> local.Minute & 1) == 1 && (CronField.Hour.Read(fields[1]) >> local.Hour & 1) == 1;

    private static IEnumerable<DateTimeOffset> Changes(TimeZoneInfo zone)
    {
        for (var at = Begin; at < End; at = at.AddHours(1))
        {
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddHours(1)))
            {
                yield return at;
            }
        }
    }

    private static (CronExpression Ours, Quartz.CronExpression Theirs) Both(string text, TimeZoneInfo zone) =>
        (CronExpression.Parse(text), Quartz.CronExpression.Parse(text, CronFormat.Unix).WithTimeZone(zone));

    private static HashSet<string> Expressions()
    {
        var random = new Random(20261125);
        string[] minutes = ["0", "30", "59", "*", "*/15", "*/7", "5-25/10", "1,31", "40/5"];
        string[] hours = ["0", "2", "3", "23", "*", "*/2", "*/5", "1-4", "22-2", "2,14", "0-23/6", "1"];
        string[] days = ["*", "*", "*", "1", "31", "13", "L", "L-2", "15,L", "28-31", "*/10", "29"];
        string[] months = ["*", "*", "*", "3", "MAR,OCT", "4-9", "*/3", "NOV-FEB", "2"];
        string[] weekDays = ["*", "*", "*", "SUN", "MON-FRI", "0", "7", "FRIL", "SUN#1", "SUN#2", "5-7", "SAT,SUN", "1L"];
        var made = new HashSet<string>();
        while (made.Count < 200)
        {
            var text = string.Join(' ', ((string[][])[minutes, hours, days, months, weekDays]).Select(field => field[random.Next(field.Length)]));
            if (!(text.Contains(" 31 2 ") && text.EndsWith('*')))
            {
                made.Add(text);
            }
        }

        return made;
    }
}
