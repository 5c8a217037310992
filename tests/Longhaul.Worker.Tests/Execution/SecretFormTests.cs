using System.Text;
using System.Text.Json;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>The forms in which programs print a value that they should not.</summary>
public sealed class SecretFormTests
{
    private static readonly string[] Secrets =
    [
        "c4n4ry+Zq/9~x&é\"<'\\", "sk-live-0123456789abcdef", "päßwörd mit leer", "{\"key\":\"va/lue\"}", "abcd", new string('q', 70) + "-end/of-it",
        string.Concat(Enumerable.Range(0, 900).Select(i => $"{i:x3}+")),
    ];

    public static TheoryData<string> All => new(Secrets);

    [Theory]
    [MemberData(nameof(All))]
    public void No_form_of_a_secret_is_left(string secret)
    {
        var mask = new SecretMask([secret]);
        foreach (var (form, text) in Forms(secret))
        {
            var said = mask.Apply($"before {text} after");
            said.ShouldContain("***", Case.Sensitive, form);
            said.ShouldStartWith("before ");
            said.ShouldEndWith(" after");
            Rest(said).ShouldBeLessThan(7, $"{form}: {said}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void At_each_place_of_a_longer_text_its_base64_is_masked(string secret)
    {
        var mask = new SecretMask([secret]);
        for (var before = 0; before < 7; before++)
        {
            var bytes = Encoding.UTF8.GetBytes(new string('.', before) + secret + "tail");
            foreach (var text in (string[])[Convert.ToBase64String(bytes), Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_')])
            {
                var said = mask.Apply(text);
                said.ShouldContain("***");
                said.Length.ShouldBeLessThan(28, said);
            }
        }
    }

    [Fact]
    public void The_lines_that_base64_makes_of_a_long_secret_are_masked()
    {
        var secret = string.Concat(Enumerable.Range(100, 60));
        var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret + "\n"));
        var stream = new MaskedStream(new SecretMask([secret]));
        foreach (var line in whole.Chunk(76))
        {
            Encoding.ASCII.GetString(stream.Take(Encoding.ASCII.GetBytes(line), LineEnd.Newline)).Length.ShouldBeLessThan(10);
        }
    }

    [Fact]
    public void A_form_that_is_cut_in_two_is_masked()
    {
        const string Secret = "sk-live-0123456789abcdef";
        foreach (var (form, text) in Forms(Secret))
        {
            for (var cut = 1; cut < text.Length; cut++)
            {
                var stream = new MaskedStream(new SecretMask([Secret]));
                var said = Encoding.UTF8.GetString(stream.Take(Encoding.UTF8.GetBytes(text[..cut]), LineEnd.Cut))
                    + Encoding.UTF8.GetString(stream.Take(Encoding.UTF8.GetBytes(text[cut..]), LineEnd.Newline));
                Rest(said).ShouldBeLessThan(7, $"{form} at {cut}: {said}");
            }
        }
    }

    [Fact]
    public void Texts_without_a_secret_stay_as_they_are()
    {
        var mask = new SecretMask(["sk-live-0123456789abcdef", "abc", " "]);
        foreach (var text in (string[])["", "abc", "sk-live-0123456789abcde", "c2stbGl2ZS", new string('s', 10_000)])
        {
            mask.Apply(text).ShouldBe(text);
        }

        new SecretMask(["abc"]).IsEmpty.ShouldBeTrue();
        SecretMask.None.Apply("x").ShouldBe("x");
    }

    [Fact]
    public void In_JSON_a_secret_is_found_however_it_is_escaped_and_the_rest_stays()
    {
        var mask = new SecretMask(["s+cret/1", "12345678"]);
        JsonMask.Apply(mask, """{"a":"x s\u002bcret\/1","n":12345678,"big":12345678901234567890123,"s+cret/1":[true,null,"fine"]}""")
            .ShouldBe("""{"a":"x ***","n":"***","big":"***90***90123","***":[true,null,"fine"]}""");
        const string Fine = """{"a": "fine",  "n": 1.50}""";
        JsonMask.Apply(mask, Fine).ShouldBe(Fine);
        JsonMask.Apply(mask, "no json: s+cret/1").ShouldBe("no json: ***");
    }

    private static IEnumerable<(string Form, string Text)> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return ("as it is", secret);
        yield return ("hex", Convert.ToHexStringLower(bytes));
        yield return ("HEX", Convert.ToHexString(bytes));
        yield return ("base64", Convert.ToBase64String(bytes));
        yield return ("percent", Uri.EscapeDataString(secret));
        yield return ("form", System.Net.WebUtility.UrlEncode(secret));
        yield return ("every byte", string.Concat(bytes.Select(one => $"%{one:X2}")));
        yield return ("JSON", JsonSerializer.Serialize(secret)[1..^1]);
        yield return ("JSON, few escapes", JsonEncodedText.Encode(secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
    }

    // How much is left beside the words around it and the stars: at the ends of base64 a character or two belong to the neighbours as well.
    private static int Rest(string said) => said.Replace("before ", "").Replace(" after", "").Replace("***", "").Count(c => c != '=');
}
