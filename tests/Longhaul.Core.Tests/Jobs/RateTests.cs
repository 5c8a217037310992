using Longhaul.Core.Jobs;

namespace Longhaul.Core.Tests.Jobs;

public sealed class RateTests
{
    [Theory]
    [InlineData("5/s", 5, 1_000, "5/s")]
    [InlineData("10/min", 10, 60_000, "10/min")]
    [InlineData("10/m", 10, 60_000, "10/min")]
    [InlineData("100/h", 100, 3_600_000, "100/h")]
    [InlineData("1000/d", 1_000, 86_400_000, "1000/d")]
    [InlineData("30/10m", 30, 600_000, "30/10min")]
    [InlineData("1/90s", 1, 90_000, "1/90s")]
    [InlineData("2/60s", 2, 60_000, "2/min")]
    [InlineData("10000/100ms", 10_000, 100, "10000/100ms")]
    public void A_rate_is_read_as_people_write_it_and_shown_in_its_shortest_spelling(string text, int starts, int ms, string shown)
    {
        var rate = Rate.Parse(text);

        Assert.Equal(new Rate(starts, TimeSpan.FromMilliseconds(ms)), rate);
        Assert.Equal(shown, rate.ToString());
        Assert.Equal(rate, Rate.Parse(shown));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10/")]
    [InlineData("/min")]
    [InlineData("10 / min")]
    [InlineData("-1/s")]
    [InlineData("0/s")]
    [InlineData("10/week")]
    [InlineData("10/0s")]
    [InlineData("1.5/s")]
    [InlineData("10001/s")]
    [InlineData("1/99ms")]
    [InlineData("1/32d")]
    [InlineData("1/999999999d")]
    [InlineData("10/min\n")]
    public void What_is_no_rate_or_out_of_range_is_refused(string text) => Assert.Null(Rate.Parse(text));
}
