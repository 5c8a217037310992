using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class JsonTemplateTests
{
    private static readonly RunScope Scope = new() { Input = JsonElement.Parse("""{"n":2,"text":"a\"b","list":[1,2],"none":null}""") };

    [Theory]
    [InlineData("""{"a":"{{ input.n }}"}""", """{"a":2}""")]
    [InlineData("""{"a":"{{ input.list }}","b":["{{ input.none }}"]}""", """{"a":[1,2],"b":[null]}""")]
    [InlineData("""{"a":"n={{ input.n }}"}""", """{"a":"n=2"}""")]
    [InlineData("""{"a":"{{ input.text }}"}""", """{"a":"a\"b"}""")]
    [InlineData("""{"{{ input.n }}":1.50,"b":false,"c":"{{{{ x"}""", """{"{{ input.n }}":1.50,"b":false,"c":"{{ x"}""")]
    public void A_text_that_is_one_template_keeps_the_type_of_its_value(string json, string filled) =>
        JsonTemplate.Render(json, Scope).ShouldBe(filled);

    [Fact]
    public void A_missing_value_is_refused() =>
        Should.Throw<TemplateException>(() => JsonTemplate.Render("""{"a":[{"b":"{{ input.x }}"}]}""", Scope)).Message
            .ShouldBe("the template \"{{ input.x }}\": there is no value for input.x");

    [Fact]
    public void It_tells_its_templates() =>
        JsonTemplate.Templates("""{"a":"{{ input.n }}","b":["x",{"c":"y {{ run.id }}"}]}""").Select(template => template.Source)
            .ShouldBe(["{{ input.n }}", "y {{ run.id }}"]);
}
