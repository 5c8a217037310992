using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class InputTextTests
{
    [Theory]
    [InlineData("", "the input is not valid JSON at line 1, byte 1: it ends too early")]
    [InlineData("{\n  \"a\": 1,\n  \"b\" 2 }", "the input is not valid JSON at line 3, byte 7: near 2 }")]
    [InlineData("{\"a\":1} x", "the input is not valid JSON at line 1, byte 9: near x")]
    [InlineData("[1]", "the input must be a JSON object such as {\"name\": \"value\"}, not [1]")]
    [InlineData("\"text\"", "the input must be a JSON object such as {\"name\": \"value\"}, not \"text\"")]
    [InlineData("{\n \"a\": 1,\n \"a\": 2 }", "the input has the name `a` twice in one object, again at line 3, byte 2")]
    [InlineData("{\"x\":{\"a\":1,\"\\u0061\":2}}", "the input has the name `a` twice in one object, again at line 1, byte 13")]
    [InlineData("{\"x\":\"\\ud800\"}", "the input has text at line 1, byte 6 that is no valid Unicode (half a surrogate pair)")]
    public void What_is_no_proper_object_is_refused_with_its_place(string json, string message) =>
        Should.Throw<RefusedException>(() => InputText.Check(json)).Message.ShouldBe(message);

    [Fact]
    public void The_same_name_in_different_objects_is_fine() => Should.NotThrow(() => InputText.Check("""{"a":{"a":[{"a":1},{"a":2}]}}"""));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Nesting_is_bounded(int depth, bool allowed)
    {
        var json = $$"""{"a":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";

        if (allowed)
        {
            InputText.ReadObject(json).TryGetProperty("a", out _).ShouldBeTrue();
        }
        else
        {
            Should.Throw<RefusedException>(() => InputText.Check(json)).Message.ShouldBe("the input is nested deeper than 64 at line 1, byte 69");
        }
    }

    [Theory]
    [InlineData(InputText.MaxBytes, true)]
    [InlineData(InputText.MaxBytes + 1, false)]
    public void Length_is_bounded_in_bytes(int bytes, bool allowed)
    {
        var json = "{\"a\":\"ü" + new string('x', bytes - 10) + "\"}";

        if (allowed)
        {
            InputText.Check(json);
        }
        else
        {
            Should.Throw<RefusedException>(() => InputText.Check(json)).Message.ShouldStartWith("the input is 10.0 MiB; at most 10 MiB are allowed");
        }
    }

    [Fact]
    public void Pairs_become_values_of_the_declared_types()
    {
        InputField[] fields = [new() { Name = "n", Type = InputType.Integer }, new() { Name = "s" }, new() { Name = "o", Type = InputType.Object }];

        InputText.FromPairs(fields, [new("n", "3"), new("s", "3"), new("o", """{"a":1}"""), new("free", "true"), new("e", "a=b")])
            .ShouldBe("""{"n":3,"s":"3","o":{"a":1},"free":"true","e":"a=b"}""");
        InputText.FromPairs(fields, [new("n", "many")]).ShouldBe("""{"n":"many"}""");
        Should.Throw<RefusedException>(() => InputText.FromPairs([], [new("a", "1"), new("a", "2")])).Message.ShouldBe("input `a` is given twice");
    }
}
