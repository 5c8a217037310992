using System.Text;

namespace Longhaul.Processes.Tests;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|N two|N")]
    [InlineData("one\r\ntwo\r\n", "one|N two|N")]
    [InlineData("10%\r20%\rdone\n", "10%|R 20%|R done|N")]
    [InlineData("\n\n", "|N |N")]
    [InlineData("rest", "rest|E")]
    [InlineData("a\r\r\nb", "a|R |N b|E")]
    [InlineData("12345678\n123456789\n", "12345678|N 12345678|C 9|N")]
    [InlineData("1234567812345678\n", "12345678|C 12345678|N")]
    [InlineData("", "")]
    public void A_stream_is_cut_into_lines_however_it_arrives(string stream, string expected)
    {
        for (var piece = 1; piece <= Math.Max(1, stream.Length); piece++)
        {
            Split(stream, piece, moreWaits: true).ShouldBe(expected, $"in pieces of {piece}");
        }
    }

    [Fact]
    public void A_progress_line_is_not_held_back_and_a_late_line_feed_ends_an_empty_line()
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(8, (line, end) => lines.Add(Show(line, end)));
        splitter.Push("50%\r"u8, moreWaits: false);
        lines.ShouldBe(["50%|R"]);
        splitter.Push("\nnext\n"u8, moreWaits: false);
        lines.ShouldBe(["50%|R", "|N", "next|N"]);
    }

    [Fact]
    public void Pieces_of_a_long_line_joined_are_the_line()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => "ab\n\r"[random.Next(20) switch { 0 => 2, 1 => 3, var n => n % 2 }])]);
            var joined = new StringBuilder();
            var splitter = new LineSplitter(8, (line, end) => joined.Append(Encoding.UTF8.GetString(line)).Append(Terminator(end)));
            for (var at = 0; at < text.Length;)
            {
                var size = Math.Min(random.Next(1, 30), text.Length - at);
                splitter.Push(Encoding.UTF8.GetBytes(text, at, size), moreWaits: true);
                at += size;
            }
            splitter.Finish();
            joined.ToString().ShouldBe(text.Replace("\r\n", "\n"));
        }
    }

    static string Terminator(LineEnd end) => end switch { LineEnd.Newline => "\n", LineEnd.CarriageReturn => "\r", _ => "" };

    static string Split(string stream, int piece, bool moreWaits)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(8, (line, end) => lines.Add(Show(line, end)));
        for (var at = 0; at < stream.Length; at += piece)
        {
            splitter.Push(Encoding.UTF8.GetBytes(stream, at, Math.Min(piece, stream.Length - at)), moreWaits);
        }
        splitter.Finish();
        return string.Join(' ', lines);
    }

    static string Show(ReadOnlySpan<byte> line, LineEnd end) =>
        $"{Encoding.UTF8.GetString(line)}|{end switch { LineEnd.Newline => 'N', LineEnd.CarriageReturn => 'R', LineEnd.Cut => 'C', _ => 'E' }}";
}
