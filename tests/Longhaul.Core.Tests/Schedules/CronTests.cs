using System.Globalization;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Tests.Schedules;

public sealed class CronTests
{
    [Theory]
    [InlineData("0 3 * * *", "2026-11-25T03:00", "2026-11-26T03:00")]
    [InlineData("*/15 * * * *", "2026-11-25T03:44:59", "2026-11-25T03:45")]
    [InlineData("  7/20   8-10  *  * * ", "2026-11-25T08:47", "2026-11-25T09:07")]
    [InlineData("0 22-2 * * *", "2026-11-25T02:00", "2026-11-25T22:00")]
    [InlineData("0 0 * * FRI-MON", "2026-11-23T00:00", "2026-11-27T00:00")]
    [InlineData("0 0 * * 5-7", "2026-11-28T00:00", "2026-11-29T00:00")]
    [InlineData("0 0 * * sunL", "2026-11-25T00:00", "2026-11-29T00:00")]
    [InlineData("0 0 * * 7#1", "2026-11-25T00:00", "2026-12-06T00:00")]
    [InlineData("0 0 * * MON#5", "2026-12-01T00:00", "2027-03-29T00:00")]
    [InlineData("0 0 L * *", "2026-11-25T00:00", "2026-11-30T00:00")]
    [InlineData("0 0 L-1,15 2 *", "2027-02-15T00:00", "2027-02-27T00:00")]
    [InlineData("0 0 29 FEB *", "2026-11-25T00:00", "2028-02-29T00:00")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00", "2104-02-29T00:00")]
    [InlineData("0 9 13 * FRI", "2026-11-12T00:00", "2026-11-13T09:00")]
    [InlineData("0 9 13 * FRI", "2026-11-13T09:00", "2026-11-20T09:00")]
    [InlineData("0 0 31 * ?", "2026-11-25T00:00", "2026-12-31T00:00")]
    [InlineData("@hourly", "2026-11-25T03:00", "2026-11-25T04:00")]
    [InlineData("@Weekly", "2026-11-25T03:00", "2026-11-29T00:00")]
    [InlineData("@yearly", "2026-11-25T03:00", "2027-01-01T00:00")]
    public void It_is_due(string expression, string after, string due) =>
        CronExpression.Parse(expression).Next(Utc(after), TimeZoneInfo.Utc).ShouldBe(Utc(due));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00", "an hour that is left out is made up for at its end")]
    [InlineData("30 2 * * *", "2026-03-29T01:00", "2026-03-30T00:30", "once")]
    [InlineData("*/20 2 * * *", "2026-03-29T01:00", "2026-03-30T00:00", "however often it is due in that hour")]
    [InlineData("15 * * * *", "2026-03-29T00:15", "2026-03-29T01:15", "nothing is made up for where the hour is any")]
    [InlineData("0 */2 * * *", "2026-03-28T23:00", "2026-03-29T02:00", "or every so many")]
    [InlineData("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30", "the first of two")]
    [InlineData("30 2 * * *", "2026-10-25T00:30", "2026-10-26T01:30", "not the second")]
    [InlineData("0 1-4 * * *", "2026-10-25T00:00", "2026-10-25T02:00", "in a range neither")]
    [InlineData("15 * * * *", "2026-10-25T00:15", "2026-10-25T01:15", "both where the hour is any")]
    public void Where_clocks_change(string expression, string after, string due, string because) =>
        CronExpression.Parse(expression).Next(Utc(after), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ShouldBe(Utc(due), because);

    [Theory]
    [InlineData("", "'' has 0 fields instead of 5: minute, hour, day of month, month, day of week")]
    [InlineData("0 0 * * * *", "'0 0 * * * *' has 6 fields instead of 5: minute, hour, day of month, month, day of week")]
    [InlineData("60 0 * * *", "minute '60' must be 0 to 59")]
    [InlineData("0 24 * * *", "hour '24' must be 0 to 23")]
    [InlineData("0 0 0 * *", "day of month '0' must be 1 to 31")]
    [InlineData("0 0 * JANUARY *", "month 'JANUARY' must be 1 to 12 or JAN to DEC")]
    [InlineData("0 0 * * 8", "day of week '8' must be 0 to 7 or SUN to SAT")]
    [InlineData("0 0 * * MON#6", "day of week 'MON#6' must have 1 to 5 after #")]
    [InlineData("*/0 0 * * *", "minute '*/0' has the step '0', which must be 1 to 59")]
    [InlineData("1,,2 0 * * *", "minute '' must be 0 to 59")]
    [InlineData("-1 0 * * *", "minute '' must be 0 to 59")]
    [InlineData("0 0 L-31 * *", "day of month 'L-31' must be L for the last day, or L-1 to L-30 for one before it")]
    [InlineData("0 0 LW * *", "day of month 'LW' must be L for the last day, or L-1 to L-30 for one before it")]
    [InlineData("0 0 31 4,6 *", "day of month '31' never comes in month '4,6'")]
    [InlineData("0 0 30 2 *", "day of month '30' never comes in month '2'")]
    [InlineData("@daly", "there is no macro '@daly'; there are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly")]
    public void What_is_wrong_is_named(string expression, string message) =>
        Should.Throw<FormatException>(() => CronExpression.Parse(expression)).Message.ShouldBe(message);

    [Fact]
    public void It_ends_with_the_calendar()
    {
        CronExpression.Parse("0 0 29 2 *").Next(Utc("9996-03-01T00:00"), TimeZoneInfo.Utc).ShouldBeNull();
        CronExpression.Parse("59 23 31 12 *").Next(Utc("9999-12-31T23:59"), TimeZoneInfo.Utc).ShouldBeNull();
        CronExpression.Parse("* * * * *").Next(DateTimeOffset.MinValue, TimeZoneInfo.Utc).ShouldBe(DateTimeOffset.MinValue.AddMinutes(1));
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
