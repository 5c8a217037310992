using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Tests.Execution;

public sealed class MaskTests
{
    private const string Secret = "s3cr3t-value";
    private const int Piece = 16 * 1024;

    [Fact]
    public async Task A_secret_that_is_cut_in_two_by_the_length_of_its_line_is_masked_everywhere()
    {
        var caps = LogCaps.Default with { HeadBytes = 8 * 1024 * 1024 };
        await using var rig = new ExecutionRig { LogCaps = caps };
        var offsets = Enumerable.Range(-Secret.Length - 3, Secret.Length + 6).ToList();
        int[] lengths = [.. new[] { 1, 2 }.SelectMany(pieces => offsets.Select(offset => (pieces * Piece) + offset))];
        rig.Bash(
            $"say() {{ for n in {string.Join(' ', lengths)}; do head -c $n /dev/zero | tr '\\0' x; echo $A_SECRET; done; }}; say; say >&2; exit 1",
            kind => kind with { Command = kind.Command! with { Secrets = ["A_SECRET"] } });

        var outcome = await rig.RunAsync();

        ShouldHoldNothingElse(rig.Read("data/logs/1/1.log"), lengths, 2);
        ShouldBeMasked(await rig.LogAsync(stream: LogStream.Out), lengths);
        ShouldBeMasked(await rig.LogAsync(stream: LogStream.Error), lengths);
        var error = outcome.Error!.Message;
        error.ShouldEndWith("***");
        error.Where(char.IsAsciiLetterOrDigit).ShouldNotContain('3');
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("aaaa", "aaaaaaaaa")]
    [InlineData("abab", "babaab", "aabbaabb")]
    [InlineData("abcabc", "cab", "bcabcabca", "aaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Where_a_line_is_cut_makes_no_difference(params string[] secrets)
    {
        var random = new Random(4711);
        var mask = new SecretMask(secrets);
        var (whole, pieces) = (new MaskedStream(mask), new MaskedStream(mask));
        for (var round = 0; round < 3_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(9) == 0 ? secrets[random.Next(secrets.Length)] : "abcsecret"[random.Next(9)..][..1]));
            var expected = Encoding.ASCII.GetString(whole.Take(Encoding.ASCII.GetBytes(text), LineEnd.Newline));

            Cut(pieces, text, random).ShouldBe(expected);

            secrets.Where(secret => secret.Length >= 4).ShouldAllBe(secret => !expected.Contains(secret));
        }
    }

    [Fact]
    public void Of_secrets_that_overlap_nothing_is_left()
    {
        var stream = new MaskedStream(new SecretMask(["abcdef", "defghi"]));

        Encoding.ASCII.GetString(stream.Take("1abcdefghi2 defabcdef"u8, LineEnd.Newline)).ShouldBe("1***2 def***");
    }

    [Fact]
    public void Every_line_of_a_secret_is_masked_however_it_ends()
    {
        var stream = new MaskedStream(new SecretMask(["first\r\nsecond\rthird"]));

        Encoding.ASCII.GetString(stream.Take("first second third"u8, LineEnd.Newline)).ShouldBe("*** *** ***");
    }

    private static string Cut(MaskedStream stream, string text, Random random)
    {
        var said = new StringBuilder();
        while (text.Length > 1 && random.Next(4) > 0)
        {
            var cut = random.Next(1, text.Length);
            said.Append(Encoding.ASCII.GetString(stream.Take(Encoding.ASCII.GetBytes(text[..cut]), LineEnd.Cut)));
            text = text[cut..];
        }

        return said.Append(Encoding.ASCII.GetString(stream.Take(Encoding.ASCII.GetBytes(text), LineEnd.Newline))).ToString();
    }

    // Joined again, as whoever looks for it might do.
    private static void ShouldBeMasked(string text, int[] lengths) =>
        text.Replace("\n", "").ShouldBe(string.Concat(lengths.Select(length => new string('x', length) + "***")));

    // Two streams go into one file, in no certain order: what counts is that it holds the lines and the stars, and no other letter.
    private static void ShouldHoldNothingElse(string text, int[] lengths, int times)
    {
        var letters = text.Where(letter => letter != '\n').CountBy(letter => letter).ToDictionary();
        letters.Keys.Order().ShouldBe(['*', 'x']);
        letters['x'].ShouldBe(lengths.Sum() * times);
        letters['*'].ShouldBe(lengths.Length * 3 * times);
    }
}
