using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class KeyTextTests
{
    [Fact]
    public void A_long_key_is_cut_and_equal_only_where_the_keys_are()
    {
        var address = "download.ingest:https://cdn.example/" + new string('p', 600) + "?signature=";
        var (first, second) = (KeyText.Bounded(address + "a", 200), KeyText.Bounded(address + "b", 200));
        (first.Length, second.Length).ShouldBe((200, 200));
        first.ShouldStartWith("download.ingest:https://cdn.example/ppp");
        first.ShouldNotBe(second);
        KeyText.Bounded(address + "a", 200).ShouldBe(first);
    }

    [Fact]
    public void Of_an_encrypted_input_the_hash_is_the_key_but_whose_a_job_is_anybody_may_see()
    {
        var scope = new RunScope { Input = System.Text.Json.JsonElement.Parse("""{"card":"4111"}"""), Tenant = "acme" };
        KeyText.Of("{{ tenant }}", scope, encrypted: true).ShouldBe("acme");
        KeyText.Of("all", scope, encrypted: true).ShouldBe("all");
        KeyText.Of("{{ tenant }} {{ input.card }}", scope, encrypted: true).ShouldStartWith("#");
        KeyText.Of("{{ input.card }}", scope, encrypted: false).ShouldBe("4111");
    }

    [Fact]
    public void One_that_fits_stays_as_it_is()
    {
        KeyText.Bounded(new string('k', 200), 200).ShouldBe(new string('k', 200));
        KeyText.Bounded(new string('k', 201), 200).Length.ShouldBe(200);
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        for (var length = 160; length < 170; length++)
        {
            KeyText.Bounded(new string('k', length) + string.Concat(Enumerable.Repeat("🚢", 40)), 200).EnumerateRunes()
                .ShouldNotContain(System.Text.Rune.ReplacementChar);
        }
    }
}
