using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Tests.Execution;

public sealed class LogWindowTests
{
    private static readonly AttemptRef Attempt = new(7, new AttemptToken(Guid.NewGuid(), 3));
    private readonly LogWindow _window = new(Attempt, new LogCaps(200, 20_000, 0), "data/logs/7/1.log");
    private readonly SortedDictionary<long, string> _store = [];

    [Fact]
    public void Lines_of_one_stream_are_one_piece()
    {
        Say("one");
        Say("two");
        Say("three", LogStream.Error);

        _window.Pending().Select(item => (item.Stream, item.Text)).ShouldBe([(LogStream.Out, "one\ntwo\n"), (LogStream.Error, "three\n")]);
    }

    [Fact]
    public void What_the_store_has_is_not_sent_again()
    {
        Say("one");
        Send();
        Say("two");

        _window.Pending().Single().Text.ShouldBe("two\n");
        _window.PendingBytes.ShouldBe(4);
    }

    [Fact]
    public void What_was_not_kept_is_sent_again_under_the_same_number()
    {
        Say("one");
        var first = _window.Pending().Single();

        _window.Pending().Single().ShouldBe(first);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Head_and_tail_stay_with_a_line_between_them_that_says_what_is_missing(int linesBetweenSends)
    {
        for (var line = 1; line <= 5_000; line++)
        {
            Say($"line {line}");
            if (line % linesBetweenSends == 0)
            {
                Send();
            }
        }

        Send();

        var text = string.Concat(_store.Values).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var marker = Array.FindIndex(text, line => line.StartsWith('…'));
        text[..marker].ShouldBe(Enumerable.Range(1, marker).Select(line => $"line {line}"));
        var rest = text[(marker + 1)..];
        rest.ShouldBe(Enumerable.Range(5_001 - rest.Length, rest.Length).Select(line => $"line {line}"));
        rest.Length.ShouldBeInRange(200, 2_000);
        text[marker].ShouldStartWith($"… {5_000 - marker - rest.Length:N0} lines (");
        text[marker].ShouldEndWith("left out here; the whole output is in data/logs/7/1.log");
        text.Count(line => line.StartsWith('…')).ShouldBe(1);
    }

    [Fact]
    public void An_outage_costs_no_more_memory_than_the_cap()
    {
        for (var line = 0; line < 200_000; line++)
        {
            Say("a line of output, and not a short one");
        }

        _window.PendingBytes.ShouldBeLessThan(20_200);
        _window.Pending().Count.ShouldBeLessThan(5);
    }

    [Fact]
    public void Two_streams_that_take_turns_cost_little_more_than_their_text()
    {
        var window = new LogWindow(Attempt, LogCaps.Default, "");

        // What this thread asks for: other tests of this process take memory meanwhile. Lists that grow ask for twice what they keep.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var line = 0; line < 40_000; line++)
        {
            window.Add((LogStream)(line % 2), "0123456789"u8);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
        window.PendingBytes.ShouldBeLessThan(1_100_000);
    }

    [Fact]
    public void A_piece_that_leaves_the_window_while_it_is_on_its_way_is_forgotten_afterwards()
    {
        Fill();
        var onItsWay = _window.Pending();
        Fill();
        Apply(onItsWay);
        _window.Kept(onItsWay);
        Send();

        var sent = string.Concat(_store.Values);
        sent.Split('\n').Count(line => line.StartsWith('…')).ShouldBe(1);
        sent.Length.ShouldBeLessThan(21_000);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        _window.Add(LogStream.Out, [0x61, 0x00, 0xFF, 0xC3, 0x28, 0x62]);

        _window.Pending().Single().Text.ShouldBe("a\uFFFD\uFFFD\uFFFD(b\n");
    }

    private void Fill()
    {
        for (var line = 0; line < 3_000; line++)
        {
            Say($"line {line}");
        }
    }

    private void Say(string line, LogStream stream = LogStream.Out) => _window.Add(stream, Encoding.UTF8.GetBytes(line));

    private void Send()
    {
        var items = _window.Pending();
        Apply(items);
        _window.Kept(items);
    }

    private void Apply(IEnumerable<LogAppend> items)
    {
        foreach (var item in items)
        {
            _store.TryAdd(item.Sequence, item.Text);
            foreach (var gone in _store.Keys.Where(key => key >= item.ForgetFrom && key <= item.ForgetTo).ToList())
            {
                _store.Remove(gone);
            }
        }
    }
}
