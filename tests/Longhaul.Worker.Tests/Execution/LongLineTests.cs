using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Tests.Execution;

public sealed class LongLineTests
{
    [Fact]
    public async Task A_long_line_is_one_line_in_the_log()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo before; head -c 100000 /dev/zero | tr '\\0' x; echo; echo after");

        await rig.RunAsync();

        (await rig.LogAsync()).ShouldBe($"before\n{new string('x', 100_000)}\nafter\n");
        (await rig.Store.Logs.ReadAsync(1, default, IJobStore.MaxBatch)).ShouldAllBe(piece => piece.Text.Length <= 2 * LogChunk.TargetBytes);
    }

    [Fact]
    public async Task A_long_line_keeps_the_characters_that_it_is_cut_in()
    {
        await using var rig = new ExecutionRig();
        var line = "x" + string.Concat(Enumerable.Repeat("zażółć🚚", 4_000));
        File.WriteAllText(rig.File("line"), line);
        rig.Bash("cat line");

        await rig.RunAsync();

        (await rig.LogAsync()).ShouldBe(line + "\n");
    }

    [Fact]
    public async Task The_end_of_a_long_line_on_the_standard_error_is_one_line_of_the_message()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("{ printf x%.0s $(seq 16384); echo end; } >&2; exit 3");

        (await rig.RunAsync()).Error!.Message.ShouldEndWith("xxxxxend");
    }

    [Fact]
    public void Lines_that_are_left_out_are_counted_once_however_long_they_are()
    {
        var window = new LogWindow(new AttemptRef(7, new AttemptToken(Guid.NewGuid(), 3)), new LogCaps(100, 20_000, 0), "file");
        var piece = new byte[LogChunk.TargetBytes];
        foreach (var endLine in (bool[])[false, false, true, false, true, false, false, false])
        {
            window.Add(LogStream.Out, piece, endLine);
        }

        window.Pending()[0].Text.ShouldStartWith("… 2 lines (");
    }

    [Fact]
    public void A_part_of_one_line_that_is_left_out_is_told_as_such()
    {
        var window = new LogWindow(new AttemptRef(7, new AttemptToken(Guid.NewGuid(), 3)), new LogCaps(100, 20_000, 0), "file");
        for (var piece = 0; piece < 5; piece++)
        {
            window.Add(LogStream.Out, new byte[LogChunk.TargetBytes], endLine: false);
        }

        window.Pending()[0].Text.ShouldBe("… 66 kB of a line left out here; the whole output is in file\n");
    }

    [Fact]
    public void Pieces_of_text_are_cut_between_characters()
    {
        var text = string.Concat(Enumerable.Repeat("aż€🚚", 50));
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size < 12; size++)
        {
            var characters = new WholeCharacters();
            var joined = new StringBuilder();
            for (var at = 0; at < bytes.Length; at += size)
            {
                var isLast = at + size >= bytes.Length;
                joined.Append(Encoding.UTF8.GetString(characters.Take(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), isLast)));
            }

            joined.ToString().ShouldBe(text, $"in pieces of {size}");
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_passed_on_all_the_same()
    {
        var characters = new WholeCharacters();

        characters.Take([0x61, 0xF0, 0x9F], isLast: false).ToArray().ShouldBe([0x61]);
        characters.Take([0x62, 0x80, 0x80, 0x80, 0x80], isLast: false).ToArray().ShouldBe([0xF0, 0x9F, 0x62, 0x80, 0x80, 0x80, 0x80]);
        characters.Take([0xE2], isLast: true).ToArray().ShouldBe([0xE2]);
    }
}
