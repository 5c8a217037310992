using System.Diagnostics;
using System.Text.Json;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class PipelineInputTests
{
    private static readonly PipelineDefinition Pipeline = Samples.Video with
    {
        Input =
        [
            new InputField { Name = "topic", Required = true, MaxLength = 5, Pattern = "[a-zäöü😀]+" },
            new InputField { Name = "scenes", Type = InputType.Integer, Min = 1, Max = 9, Default = "3" },
            new InputField { Name = "speed", Type = InputType.Number, Min = 0.5 },
            new InputField { Name = "loud", Type = InputType.Boolean },
            new InputField { Name = "size", OneOf = ["small", "large"] },
            new InputField { Name = "more", Type = InputType.Object },
            new InputField { Name = "list", Type = InputType.Array },
        ],
    };

    [Fact]
    public void Defaults_are_filled_in_and_the_order_is_that_of_the_declaration() =>
        PipelineInput.Normalise(Pipeline, """{ "more": {"z":1, "a":[ ]}, "topic":"täu", "speed": 1.50 }""")
            .ShouldBe("""{"topic":"täu","scenes":3,"speed":1.50,"more":{"z":1,"a":[]}}""");

    [Fact]
    public void A_character_outside_the_first_plane_counts_once() =>
        JsonElement.Parse(PipelineInput.Normalise(Pipeline, """{"topic":"😀😀😀😀😀"}""")).GetProperty("topic").GetString().ShouldBe("😀😀😀😀😀");

    [Theory]
    [InlineData("""{}""", "input `topic` is required and missing; give text")]
    [InlineData("""{"topic":"a","topci":1}""", "input `topci` is not an input of pipeline `video`; did you mean `topic`?")]
    [InlineData("""{"topic":7}""", "input `topic` is 7, which is not text")]
    [InlineData("""{"topic":null}""", "input `topic` is null, which is not text")]
    [InlineData("""{"topic":"abcdef"}""", "input `topic` is \"abcdef\", 6 characters long; at most 5 are allowed")]
    [InlineData("""{"topic":"a b"}""", "input `topic` is \"a b\", which does not match the pattern [a-zäöü😀]+")]
    [InlineData("""{"topic":"a\n"}""", "input `topic` is \"a\\n\", which does not match the pattern [a-zäöü😀]+")]
    [InlineData("""{"topic":"a","scenes":"3"}""", "input `scenes` is \"3\", which is not a whole number")]
    [InlineData("""{"topic":"a","scenes":3.5}""", "input `scenes` is 3.5, which is not a whole number")]
    [InlineData("""{"topic":"a","scenes":0}""", "input `scenes` is 0; it must be at least 1")]
    [InlineData("""{"topic":"a","scenes":10}""", "input `scenes` is 10; it must be at most 9")]
    [InlineData("""{"topic":"a","scenes":99999999999999999999}""", "input `scenes` is 99999999999999999999, which is not a whole number")]
    [InlineData("""{"topic":"a","speed":0.4}""", "input `speed` is 0.4; it must be at least 0.5")]
    [InlineData("""{"topic":"a","speed":1e999}""", "input `speed` is 1e999, which is not a number")]
    [InlineData("""{"topic":"a","loud":"yes"}""", "input `loud` is \"yes\", which is not true or false")]
    [InlineData("""{"topic":"a","size":"smal"}""", "input `size` is \"smal\"; it must be one of small, large; did you mean `small`?")]
    [InlineData("""{"topic":"a","more":[]}""", "input `more` is [], which is not a JSON object")]
    [InlineData("""{"topic":"a","list":{}}""", "input `list` is {}, which is not a JSON list")]
    public void What_is_not_as_declared_is_refused(string input, string message) =>
        Should.Throw<RefusedException>(() => PipelineInput.Normalise(Pipeline, input)).Message.ShouldBe(message);

    [Fact]
    public void A_long_value_is_shown_short()
    {
        var input = $$"""{"topic":"{{new string('x', 5_000)}}"}""";

        Should.Throw<RefusedException>(() => PipelineInput.Normalise(Pipeline, input)).Message.Length.ShouldBeLessThan(150);
    }

    [Fact]
    public void A_pattern_that_takes_for_ever_is_given_up()
    {
        var pipeline = Samples.Video with { Input = [new InputField { Name = "x", Pattern = "(a+)+b" }] };
        var input = $$"""{"x":"{{new string('a', 60)}}!"}""";
        var watch = Stopwatch.StartNew();

        Should.Throw<RefusedException>(() => PipelineInput.Normalise(pipeline, input)).Message
            .ShouldEndWith("which could not be matched with the pattern (a+)+b within 250 ms");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
