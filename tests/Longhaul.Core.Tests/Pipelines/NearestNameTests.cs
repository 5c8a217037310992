using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["timeout", "stall_timeout", "retry", "queue", "on_worker_lost", "x"];

    [Theory]
    [InlineData("timout", "timeout")]
    [InlineData("TIMEOUT", "timeout")]
    [InlineData("timeuot", "timeout")]
    [InlineData("quue", "queue")]
    [InlineData("retries", null)]
    [InlineData("stall", "stall_timeout")]
    [InlineData("on_worker_lots", "on_worker_lost")]
    [InlineData("y", "x")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void It_is_what_was_probably_meant(string given, string? meant) => NearestName.Find(given, Known).ShouldBe(meant);

    [Fact]
    public void Where_none_is_near_the_known_ones_are_told()
    {
        NearestName.Hint("zzz", ["b", "a"]).ShouldBe("; known: a, b");
        NearestName.Hint("zzz", []).ShouldBe("; there are none");
        NearestName.Hint("retyr", Known).ShouldBe("; did you mean `retry`?");
        NearestName.Hint("zzz", Enumerable.Range(0, 41).Select(number => $"name-{number}")).ShouldBe("");
    }
}
