using System.Text;

namespace Longhaul.Processes.Tests;

public sealed class DirectiveTests
{
    [Fact]
    public void Each_directive_says_what_it_says()
    {
        Parse("::progress 42").ShouldBe(new ProgressDirective(42, null, null));
        Parse("::progress 42.5% eta=1m30s encoding scene 3").ShouldBe(new ProgressDirective(42.5, TimeSpan.FromSeconds(90), "encoding scene 3"));
        Parse("::stage rendering the end ").ShouldBe(new StageDirective("rendering the end"));
        Parse("::cost component=tts amount=0.012 currency=EUR").ShouldBe(new CostDirective("tts", 0.012m, "EUR"));
        Parse("::cost amount=3 component=llm").ShouldBe(new CostDirective("llm", 3m, "USD"));
        Parse("::audit DEPLOYED  1.2.0 to staging ").ShouldBe(new AuditDirective("DEPLOYED", "1.2.0 to staging"));
        Parse("::audit BUILT_2").ShouldBe(new AuditDirective("BUILT_2", ""));
        Parse("::audit deployed it").ShouldBe(new MalformedDirective(
            "audit", "::audit 'deployed' is not a word of capital letters, digits and _; write for example: ::audit DEPLOYED 1.2.0 to staging"));
        Parse("::audit").ShouldBeOfType<MalformedDirective>();
        Parse("::artifact out/final cut.mp4").ShouldBe(new ArtifactDirective("out/final cut.mp4"));
        Parse("::warning slow disk").ShouldBe(new WarningDirective("slow disk"));
        Parse("::retry 30s the service is busy").ShouldBe(new RetryDirective(TimeSpan.FromSeconds(30), "the service is busy"));
        Parse("::retry later").ShouldBe(new RetryDirective(null, "later"));
        Parse("::fail no such topic").ShouldBe(new FailDirective("no such topic"));
        Parse("::fail").ShouldBe(new FailDirective(""));
    }

    [Theory]
    [InlineData("::output n=42", "n", "42")]
    [InlineData("::output list=[1, 2]", "list", "[1, 2]")]
    [InlineData("::output text=hello \"you\"", "text", "\"hello \\u0022you\\u0022\"")]
    [InlineData("::output zip=007", "zip", "\"007\"")]
    [InlineData("::output empty=", "empty", "\"\"")]
    [InlineData("::output eq=a=b", "eq", "\"a=b\"")]
    public void An_output_is_json_if_it_parses_else_text(string line, string key, string json)
    {
        var output = Parse(line).ShouldBeOfType<OutputDirective>();
        output.Key.ShouldBe(key);
        output.Value.GetRawText().ShouldBe(json);
    }

    [Theory]
    [InlineData("::output k=\"\\ud800\"")]
    [InlineData("::output k=[{\"\\udc00\":1}]")]
    [InlineData("::checkpoint {\"x\":\"a\\ud83d\"}")]
    public void Half_a_surrogate_pair_is_malformed(string line) =>
        Parse(line).ShouldBeOfType<MalformedDirective>().Problem.ShouldContain("half a surrogate pair");

    [Fact]
    public void A_whole_surrogate_pair_is_text() =>
        Parse("::output k=\"\\ud83d\\ude9a\"").ShouldBeOfType<OutputDirective>().Value.GetString().ShouldBe("🚚");

    [Fact]
    public void A_checkpoint_is_json() =>
        Parse("::checkpoint {\"done\": 3}").ShouldBeOfType<CheckpointDirective>().State.GetProperty("done").GetInt32().ShouldBe(3);

    [Theory]
    [InlineData("::progress fast", "::progress 'fast' is not a percentage from 0 to 100; write for example: ::progress 42% eta=30s encoding")]
    [InlineData("::progress 142", "::progress '142' is not a percentage")]
    [InlineData("::progress NaN", "::progress 'NaN' is not a percentage")]
    [InlineData("::progress", "::progress '' is not a percentage")]
    [InlineData("::progress 4 eta=soon", "'eta=soon' is not a duration")]
    [InlineData("::output novalue", "'novalue' is not a name followed by '='")]
    [InlineData("::output a b=1", "'a b' is not a name")]
    [InlineData("::cost amount=1", "does not say what was paid for")]
    [InlineData("::cost component=x amount=-1", "'-1' is not an amount")]
    [InlineData("::cost component=x amount=0.0000000001", "'0.0000000001' has more than 9 digits after the point")]
    [InlineData("::cost component=x amount=NaN", "'NaN' is not an amount")]
    [InlineData("::cost component=x amount=1e9", "'1e9' is not an amount")]
    [InlineData("::cost component=x amount=99999999999999999999999999999999", "is not an amount")]
    [InlineData("::cost component=x amount=1 currency=dollars", "'dollars' is not a currency")]
    [InlineData("::cost component=x amount=1 vat=2", "'vat=2' is none of component=")]
    [InlineData("::checkpoint {broken", "'{broken' is not JSON")]
    [InlineData("::stage", "::stage says nothing")]
    [InlineData("::artifact  ", "::artifact says nothing")]
    public void What_is_malformed_gives_a_readable_problem(string line, string problem) =>
        Parse(line).ShouldBeOfType<MalformedDirective>().Problem.ShouldContain(problem);

    [Theory]
    [InlineData("::unknown word")]
    [InlineData("::")]
    [InlineData(":: progress 4")]
    [InlineData("::progressing 4")]
    [InlineData(" ::progress 4")]
    [InlineData("plain")]
    public void Everything_else_is_plain_output(string line) => Parse(line).ShouldBeNull();

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("30s", 30.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("500ms", 0.5)]
    [InlineData("2.5m", 150.0)]
    [InlineData("1d", 86400.0)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("5 s", null)]
    [InlineData("-5s", null)]
    [InlineData("5x", null)]
    [InlineData("99999999d", null)]
    public void Durations_are_read_as_people_write_them(string text, double? seconds)
    {
        var read = DurationText.TryParse(text, out var duration);
        read.ShouldBe(seconds is not null);
        duration.TotalSeconds.ShouldBe(seconds ?? 0);
    }

    static Directive? Parse(string line) => DirectiveParser.TryParse(Encoding.UTF8.GetBytes(line), out var directive) ? directive : null;
}
