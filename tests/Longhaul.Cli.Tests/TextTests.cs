using Longhaul.Cli.Inputs;

namespace Longhaul.Cli.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("plain text, ünïcödé 日本", "plain text, ünïcödé 日本")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "␛[2J␛]0;title␇")]
    [InlineData("a\u009b31mb", "a\ufffd31mb")]
    [InlineData("\u202egnp.exe", "\ufffdgnp.exe")]
    [InlineData("\u007f\0", "␡␀")]
    public void Control_sequences_are_made_harmless(string text, string safe) => TerminalText.Neutralise(text).ShouldBe(safe);

    [Fact]
    public void Columns_are_aligned_and_cut_at_the_terminals_width()
    {
        Table(null).ShouldBe("ID  NAME\n1   a\n22  a rather long name\n");
        Table(12).ShouldBe("ID  NAME\n1   a\n22  a rathe…\n");
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("90s", 90_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    public void Spans_of_time_are_read(string text, double ms) => DurationText.TryParse(text).ShouldBe(TimeSpan.FromMilliseconds(ms));

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("-5s")]
    [InlineData("5 m")]
    [InlineData("30m1h")]
    [InlineData("99999d")]
    public void What_is_no_span_of_time_is_refused(string text) => DurationText.TryParse(text).ShouldBeNull();

    [Fact]
    public void Instants_are_read_with_their_offset()
    {
        InstantText.TryParse("2026-11-22T09:00Z").ShouldBe(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
        InstantText.TryParse("2026-11-22 09:00+02:00").ShouldBe(new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero));
        InstantText.TryParse("soon").ShouldBeNull();
        InstantText.TryParse("5").ShouldBeNull();
    }

    [Theory]
    [InlineData(0.4, "400 ms")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(61, "1m 01s")]
    [InlineData(3_661, "1h 01m")]
    [InlineData(90_000, "1d 01h")]
    public void Spans_are_shown_in_their_greatest_units(double seconds, string text) => Times.Span(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    private static string Table(int? width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var table = new TextTable("ID", "NAME");
        table.Add("1", "a");
        table.Add("22", "a rather long\nname");
        table.Write(new Terminal(output, TextWriter.Null) { Width = width });
        return output.ToString();
    }
}
