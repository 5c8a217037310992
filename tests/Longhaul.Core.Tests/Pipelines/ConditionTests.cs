using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class ConditionTests
{
    private static readonly RunScope Scope = new()
    {
        Input = JsonElement.Parse("""{"yes":true,"no":false,"zero":0,"n":7,"text":"it's","empty":"","word":"false","list":["a",2],"none":null,"map":{"k":1},"seven":"7"}"""),
        Outputs = new Dictionary<string, JsonElement> { ["check"] = JsonElement.Parse("""{"score":0.85}""") },
        Statuses = new Dictionary<string, string> { ["check"] = "completed", ["lint"] = "failed" },
        Tenant = "cats",
    };

    [Theory]
    [InlineData("{{ input.yes }}", true)]
    [InlineData("{{ input.no }}", false)]
    [InlineData("{{ input.zero }}", false)]
    [InlineData("{{ input.n }}", true)]
    [InlineData("{{ input.empty }}", false)]
    [InlineData("{{ input.word }}", false)]
    [InlineData("{{ input.text }}", true)]
    [InlineData("{{ input.none }}", false)]
    [InlineData("{{ input.missing }}", false)]
    [InlineData("{{ input.list }}", true)]
    [InlineData("{{ input.map }}", true)]
    [InlineData("not {{ input.missing }}", true)]
    [InlineData("not not {{ input.n }}", true)]
    [InlineData("{{ input.n }} == 7", true)]
    [InlineData("{{ input.n }} == 7.0", true)]
    [InlineData("{{ input.n }} == '7'", true)]
    [InlineData("{{ input.seven }} == 7", true)]
    [InlineData("{{ input.n }} != 8", true)]
    [InlineData("{{ input.missing }} == null", true)]
    [InlineData("{{ input.text }} == 'it''s'", true)]
    [InlineData("{{ input.text }} == \"it's\"", true)]
    [InlineData("{{ steps.check.outputs.score }} >= 0.8", true)]
    [InlineData("{{ steps.check.outputs.score }} > 0.85", false)]
    [InlineData("{{ input.seven }} < 10", true)]
    [InlineData("'abc' < 'abd'", true)]
    [InlineData("{{ input.n }} <= -1e3", false)]
    [InlineData("'a' in {{ input.list }}", true)]
    [InlineData("'2' in {{ input.list }}", true)]
    [InlineData("'t' in {{ input.text }}", true)]
    [InlineData("'k' in {{ input.map }}", true)]
    [InlineData("'k' in {{ input.missing }}", false)]
    [InlineData("{{ tenant }} == 'cats' and {{ input.no }}", false)]
    [InlineData("{{ input.no }} and {{ input.no }} or {{ input.yes }}", true)]
    [InlineData("{{ input.no }} and ({{ input.no }} or {{ input.yes }})", false)]
    [InlineData("{{ steps.lint.status }} == 'failed'", true)]
    [InlineData("always", true)]
    [InlineData("failed", false)]
    [InlineData("not failed and true", true)]
    public void It_holds_or_not(string condition, bool holds) => Condition.Parse(condition).Holds(Scope, anyFailed: false).ShouldBe(holds);

    [Fact]
    public void It_knows_whether_anything_failed() => Condition.Parse("failed and always").Holds(Scope, anyFailed: true).ShouldBeTrue();

    [Theory]
    [InlineData("{{ input.yes }}", false)]
    [InlineData("{{ steps.check.outputs.score }} > 1", false)]
    [InlineData("'failed' == {{ input.text }}", false)]
    [InlineData("{{ steps.check.status }} == 'failed'", true)]
    [InlineData("always", true)]
    [InlineData("{{ input.yes }} or failed", true)]
    public void It_is_about_ends_or_not(string condition, bool looks) => Condition.Parse(condition).LooksAtEnds.ShouldBe(looks);

    [Theory]
    [InlineData("", "the condition \"\": it ends at character 1, where a value, such as {{ input.name }}, 'text', 5, true, always or failed should be")]
    [InlineData("{{ input.n }} =", "the condition \"{{ input.n }} =\": there is `=` at character 15, where and, or, or the end should be")]
    [InlineData("{{ input.n }} ==", "the condition \"{{ input.n }} ==\": it ends at character 17, where a value, such as {{ input.name }}, 'text', 5, true, always or failed should be")]
    [InlineData("(true", "the condition \"(true\": it ends at character 6, where a closing parenthesis should be")]
    [InlineData("'open", "the condition \"'open\" has a quote at character 1 that is not closed")]
    [InlineData("input.n", "the condition \"input.n\": there is `input.n` at character 1, where a value, such as {{ input.name }}, 'text', 5, true, always or failed should be")]
    [InlineData("trueish", "the condition \"trueish\": there is `trueish` at character 1, where a value, such as {{ input.name }}, 'text', 5, true, always or failed should be")]
    public void What_is_no_condition_is_refused(string condition, string message) =>
        Should.Throw<TemplateException>(() => Condition.Parse(condition)).Message.ShouldBe(message);

    [Fact]
    public void It_cannot_be_nested_without_end() =>
        Should.Throw<TemplateException>(() => Condition.Parse(new string('(', 100_000))).Message.ShouldContain("nested more than 50 deep");

    [Theory]
    [InlineData("{{ input.list }} > 3", "the condition asks whether [\"a\",2] > 3, but these cannot be compared by size")]
    [InlineData("{{ input.missing }} > 3", "the condition asks whether null > 3, but these cannot be compared by size")]
    [InlineData("3 in {{ input.n }}", "the condition asks whether something is in 7, which is no list, text or object")]
    public void What_cannot_be_compared_is_said(string condition, string message) =>
        Should.Throw<TemplateException>(() => Condition.Parse(condition).Holds(Scope, anyFailed: false)).Message.ShouldBe(message);
}
