using System.Globalization;
using System.Text;
using Longhaul.Core.Secrets;

namespace Longhaul.Core.Tests.Secrets;

/// <summary>The values are those of the format's specification: generate.json, verify.json and invalid.json.</summary>
public sealed class FernetTests
{
    private const string SpecificationKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private const string SpecificationToken = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    private static readonly FernetKey Key = FernetKey.Parse(SpecificationKey, out _)!;

    public static TheoryData<string, string, string> Invalid => new()
    {
        { "incorrect mac", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==", "1985-10-26T01:20:01-07:00" },
        { "too short", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==", "1985-10-26T01:20:01-07:00" },
        { "invalid base64", "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==", "1985-10-26T01:20:01-07:00" },
        { "payload size not multiple of block size", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm", "1985-10-26T01:20:01-07:00" },
        { "payload padding error", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==", "1985-10-26T01:20:01-07:00" },
        { "far-future TS", "gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==", "1985-10-26T01:20:01-07:00" },
        { "expired TTL", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==", "1985-10-26T01:21:31-07:00" },
        { "incorrect IV", "gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==", "1985-10-26T01:20:01-07:00" },
        { "trailing characters after padding", "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==trailingdata", "1985-10-26T01:20:01-07:00" },
        { "invalid characters", "*gAAAAAAdwJ6wAAECAwQFBgcI!CQoLDA0ODy021?cpGVWKZ_eEwC@GM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==", "1985-10-26T01:20:01-07:00" },
        { "characters of the other alphabet", "gAAAAAAdwJ6wAAEC/AwQFBgcICQoLDA0ODy+021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==", "1985-10-26T01:20:01-07:00" },
    };

    [Fact]
    public void A_token_is_written_as_the_specification_has_it()
    {
        byte[] vector = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        FernetToken.Write(Key, "hello"u8, Time("1985-10-26T01:20:00-07:00"), vector).ShouldBe(SpecificationToken);
    }

    [Fact]
    public void A_token_of_the_specification_is_read()
    {
        Text(FernetToken.Read(Key, SpecificationToken, TimeSpan.FromSeconds(60), Time("1985-10-26T01:20:01-07:00"))).ShouldBe("hello");
        Text(FernetToken.Read(Key, SpecificationToken)).ShouldBe("hello");
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_the_specification_refuses_is_refused(string why, string token, string now) =>
        FernetToken.Read(Key, token, TimeSpan.FromSeconds(60), Time(now)).ShouldBeNull(why);

    [Fact]
    public void Every_changed_character_of_a_token_is_noticed()
    {
        foreach (var at in Enumerable.Range(0, SpecificationToken.Length - 3))
        {
            var other = SpecificationToken[at] == 'B' ? 'C' : 'B';
            FernetToken.Read(Key, SpecificationToken[..at] + other + SpecificationToken[(at + 1)..]).ShouldBeNull($"character {at}");
        }

        FernetToken.Read(Key, SpecificationToken + "\n").ShouldBeNull();
        FernetToken.Read(Key, "").ShouldBeNull();
        FernetToken.Read(FernetKey.Create(), SpecificationToken).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(65_536)]
    public void What_was_encrypted_comes_back_and_no_two_tokens_are_alike(int length)
    {
        var plain = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        var tokens = Enumerable.Range(0, 3).Select(_ => FernetToken.Write(Key, plain, DateTimeOffset.UnixEpoch)).ToArray();
        tokens.ShouldBeUnique();
        tokens.ShouldAllBe(token => FernetToken.Read(Key, token)!.SequenceEqual(plain));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
