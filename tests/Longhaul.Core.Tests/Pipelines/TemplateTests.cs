using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class TemplateTests
{
    private static readonly RunScope Scope = new()
    {
        Input = JsonElement.Parse("""{"text":"tea & biscuits","n":1.50,"yes":true,"none":null,"list":[1,"b",{"c":2}],"half":"\ud800","nul":"a\u0000b"}"""),
        Outputs = new Dictionary<string, JsonElement> { ["script"] = JsonElement.Parse("""{"scenes":[{"text":"one"}],"big":9007199254740993}""") },
        RunId = 17,
        JobId = 18,
        Attempt = 3,
        Tenant = "cats",
    };

    [Theory]
    [InlineData("", "")]
    [InlineData("plain } }} text", "plain } }} text")]
    [InlineData("{{ input.text }}", "tea & biscuits")]
    [InlineData("{{input.text}}", "tea & biscuits")]
    [InlineData("--title={{ input.text }}!", "--title=tea & biscuits!")]
    [InlineData("{{ input.n }} {{ input.yes }}", "1.50 true")]
    [InlineData("{{ input.list }}", """[1,"b",{"c":2}]""")]
    [InlineData("{{ input.list.1 }}{{ input.list.2.c }}", "b2")]
    [InlineData("{{ steps.script.outputs.scenes.0.text }}", "one")]
    [InlineData("{{ steps.script.outputs.big }}", "9007199254740993")]
    [InlineData("{{ run.id }}/{{ job.id }}/{{ attempt }}/{{ tenant }}", "17/18/3/cats")]
    [InlineData("{{{{ input.text }}", "{{ input.text }}")]
    [InlineData("{{{{{{ attempt }}", "{{3")]
    [InlineData("{\"a\":{{{ attempt }}}}", "{\"a\":{3}}")]
    [InlineData("{ {", "{ {")]
    public void It_is_filled_in(string template, string text) => Template.Parse(template).Render(Scope).ShouldBe(text);

    [Theory]
    [InlineData("a {{ input.x", "the template \"a {{ input.x\" has a `{{` at character 3 without a `}}` (a literal `{{` is written `{{{{`)")]
    [InlineData("{{ }}", "the template \"{{ }}\": `` is no path such as input.name or steps.NAME.outputs.key (a literal `{{` is written `{{{{`)")]
    [InlineData("{{ a b }}", "the template \"{{ a b }}\": `a b` is no path such as input.name or steps.NAME.outputs.key (a literal `{{` is written `{{{{`)")]
    [InlineData("{{ a..b }}", "the template \"{{ a..b }}\": `a..b` is no path such as input.name or steps.NAME.outputs.key (a literal `{{` is written `{{{{`)")]
    public void What_is_not_well_formed_is_refused(string template, string message) =>
        Should.Throw<TemplateException>(() => Template.Parse(template)).Message.ShouldBe(message);

    [Theory]
    [InlineData("x{{ input.missing }}", "the template \"x{{ input.missing }}\": there is no value for input.missing")]
    [InlineData("{{ input.text.more }}", "the template \"{{ input.text.more }}\": there is no value for input.text.more")]
    [InlineData("{{ input.list.9 }}", "the template \"{{ input.list.9 }}\": there is no value for input.list.9")]
    [InlineData("{{ input }}", "the template \"{{ input }}\": there is no value for input")]
    [InlineData("{{ steps.none.outputs.x }}", "the template \"{{ steps.none.outputs.x }}\": there is no value for steps.none.outputs.x")]
    [InlineData("{{ input.none }}", "the template \"{{ input.none }}\": input.none is null")]
    [InlineData("{{ input.nul }}", "the template \"{{ input.nul }}\": the value of input.nul has a NUL character, which no argument can hold")]
    [InlineData("{{ input.half }}", "the template \"{{ input.half }}\": input.half is no valid Unicode text")]
    public void What_cannot_be_filled_in_is_refused(string template, string message) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Scope)).Message.ShouldBe(message);

    [Fact]
    public void Facts_that_are_not_known_yet_have_no_value()
    {
        var early = new RunScope { Input = Scope.Input };

        foreach (var path in (string[])["run.id", "job.id", "attempt"])
        {
            Should.Throw<TemplateException>(() => Template.Parse($"{{{{ {path} }}}}").Render(early)).Message.ShouldEndWith($"there is no value for {path}");
        }
    }

    [Fact]
    public void It_tells_its_paths()
    {
        var template = Template.Parse("a {{ input.x }} {{{{ b }} {{ steps.s.outputs.k }}{{ input.x }}");

        template.Paths.Select(path => path.Text).ShouldBe(["input.x", "steps.s.outputs.k", "input.x"]);
        template.Paths[1].Root.ShouldBe("steps");
        template.Single.ShouldBeNull();
        Template.Parse("{{ input.x }}").Single!.Segments.ShouldBe(["input", "x"]);
    }

    [Fact]
    public void A_value_is_taken_as_it_is_and_never_looked_at_again() => Prop.ForAll<string>(value =>
    {
        if (!Fillable(value))
        {
            return true;
        }

        var scope = new RunScope { Input = JsonElement.Parse(JsonSerializer.Serialize(new { x = value })) };
        return Template.Parse("<{{ input.x }}>").Render(scope) == $"<{value}>";
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_never_becomes_a_second_argument()
    {
        string[] bad = ["--exec=rm", "; rm -rf /", "a b", "a\nb", "\"", "'", "$(id)", "`id`", "{{ input.y }}", "{{{{", "}}", "*", "~", "-", "", "\\", "ü\u202e"];
        string[] command = ["bash", "run.sh", "{{ input.x }}", "--title={{ input.x }}", "--", "{{ input.x }}{{ input.x }}"];

        Prop.ForAll(Gen.OneOf(Gen.Elements(bad), ArbMap.Default.GeneratorFor<string>().Where(Fillable)).ToArbitrary(), value =>
        {
            var scope = new RunScope { Input = JsonElement.Parse(JsonSerializer.Serialize(new { x = value, y = "never" })) };
            return command.Select(item => Template.Parse(item).Render(scope))
                .SequenceEqual(["bash", "run.sh", value, $"--title={value}", "--", value + value]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_escaped_stands_for_itself() =>
        Prop.ForAll(Braces.ToArbitrary(), text => Template.Parse(Template.Escape(text)).Render(Scope) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Changing_the_plain_text_leaves_the_paths_alone() => Prop.ForAll(Braces.ToArbitrary(), Braces.ToArbitrary(), (before, filled) =>
    {
        var template = Template.Parse(Template.Escape(before) + "{{ attempt }}$").MapLiterals(text => text.Replace("$", filled, StringComparison.Ordinal));
        return template.Render(Scope) == $"{before.Replace("$", filled, StringComparison.Ordinal)}3{filled}"
            && Template.Parse(template.Source).Render(Scope) == template.Render(Scope);
    }).QuickCheckThrowOnFailure();

    private static Gen<string> Braces { get; } =
        Gen.Elements("{", "{{", "}", "}}", "a", " ", "$").ListOf().Select(pieces => string.Concat(pieces));

    private static bool Fillable(string? value) => value is not null && !value.Contains('\0') && !value.Any(char.IsSurrogate);
}
