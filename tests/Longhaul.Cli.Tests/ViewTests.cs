using Longhaul.Cli.Following;

namespace Longhaul.Cli.Tests;

public sealed class ViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_run_is_drawn_as_a_tree_with_a_bar_for_each_step()
    {
        var lines = new JobTree(width: 100, colour: false).Draw(Run(), Steps(), Start.AddSeconds(9.5));
        lines.ShouldBe(
        [
            "video 7  ▸ processing      ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌    9.5 s  1/3 steps",
            "├─ script     ✓ completed       ━━━━━━━━━━━━━━━━━━━━    2.0 s",
            "├─ narration  ▸ processing      ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌    6.5 s  speaking, 25 %, 12.0 s to go",
            "└─ publish    · pending                                        waits for 1 job",
        ]);
    }

    [Fact]
    public void A_line_never_is_wider_than_the_terminal()
    {
        var steps = Steps();
        steps[1] = steps[1] with { Stage = new string('x', 300), Step = new string('n', 80) };
        new JobTree(width: 60, colour: false).Draw(Run(), steps, Start).ShouldAllBe(line => line.Length < 60);
        new JobTree(width: 20, colour: false).Draw(Run(), steps, Start).ShouldAllBe(line => line.Length < 20);
    }

    [Fact]
    public void A_block_is_painted_over_itself_and_output_stays_above_it()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var block = new LiveBlock(new Terminal(output, TextWriter.Null));
        block.Paint(["a", "b"]);
        block.Paint(["a", "b"]);
        block.Paint(["c"], "out");
        output.ToString().Replace("\e[?25l", "").Replace("\e[?25h", "").ShouldBe("a\e[0K\nb\e[0K\n\r\e[2A\e[0Jout\e[0K\nc\e[0K\n");
    }

    [Theory]
    [InlineData(JobState.Ready)]
    [InlineData(JobState.Scheduled)]
    [InlineData(JobState.Blocked)]
    public void A_job_that_waits_takes_no_time_also_after_an_attempt(JobState state)
    {
        var job = Job(7, "video") with { State = state, Attempt = 1, StartedAt = Start };
        Times.Taken(job, Start.AddSeconds(5)).ShouldBeNull();
        Times.Taken(job with { State = JobState.Running }, Start.AddSeconds(5)).ShouldBe(TimeSpan.FromSeconds(5));
        Times.Taken(Run(), Start.AddSeconds(5)).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Plain_lines_tell_each_change_once()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var view = new PlainJobView(new Terminal(TextWriter.Null, error));
        var steps = Steps();
        view.Show(Run(), steps, Start.AddSeconds(3));
        view.Show(Run(), steps, Start.AddSeconds(4));
        steps[1] = steps[1] with { State = JobState.Failed, FinishedAt = Start.AddSeconds(5), Error = new JobError("exit_code", "no\nvoice") };
        view.Show(Run(), steps, Start.AddSeconds(5));
        error.ToString().ShouldBe("""
            [script] completed  2.0 s
            [narration] processing  speaking, 25 %, 12.0 s to go
            [narration] failed  2.0 s  no voice

            """);
    }

    [Fact]
    public void What_a_job_said_to_Longhaul_alone_is_not_shown_to_people()
    {
        var piece = new LogPiece(new LogPlace(1, 1), LogStream.Out, Start, "::progress 42\nhello\n::stage x\n::1 is an address\n\u001b[31mred\r\n");
        OutputLines.ForPeople(piece).ShouldBe(["hello", "::1 is an address", "␛[31mred"]);
        OutputLines.Of(piece).Count().ShouldBe(5);
        OutputLines.ForPeople(piece with { Stream = LogStream.System, Text = "::progress 'x' is not a percentage\n" }).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_said_on_the_error_output_is_shown_whatever_it_looks_like()
    {
        var piece = new LogPiece(new LogPlace(1, 1), LogStream.Error, Start, "::fail not meant\n");
        OutputLines.ForPeople(piece).ShouldBe(["::fail not meant"]);
    }

    [Fact]
    public void A_line_that_came_in_pieces_is_shown_as_one()
    {
        Joined((1, LogStream.Out, "a\nb"), (2, LogStream.Error, "no\nt"), (3, LogStream.Out, "c"), (4, LogStream.Out, "d\ne\n"), (5, LogStream.Error, "!\n"))
            .ShouldBe(["Out a", "Error no", "Out bcd", "Out e", "Error t!"]);
    }

    [Fact]
    public void A_line_that_was_begun_ends_with_what_Longhaul_says_with_the_next_attempt_and_with_the_job()
    {
        Joined((1, LogStream.Out, "head"), (2, LogStream.System, "… 7 lines left out\n"), (3, LogStream.Out, "tail\nlast"))
            .ShouldBe(["Out head", "System … 7 lines left out", "Out tail", "Out last"]);

        var lines = new WholeLines();
        lines.Take(new LogPiece(new LogPlace(1, 1), LogStream.Out, Start, "first")).ShouldBeEmpty();
        lines.Take(new LogPiece(new LogPlace(2, 1), LogStream.Out, Start, "second\n")).Select(piece => (piece.Place.AttemptNumber, piece.Text))
            .ShouldBe([(1, "first"), (2, "second\n")]);
    }

    private static List<string> Joined(params (long Sequence, LogStream Stream, string Text)[] pieces)
    {
        var lines = new WholeLines();
        var whole = pieces.SelectMany(piece => lines.Take(new LogPiece(new LogPlace(1, piece.Sequence), piece.Stream, Start, piece.Text))).ToList();
        whole.AddRange(lines.TakeRest());
        return [.. whole.SelectMany(piece => OutputLines.Of(piece).Select(line => $"{piece.Stream} {line}"))];
    }

    private static JobRecord Run() => Job(7, "video") with { IsContainer = true, State = JobState.Blocked, StartedAt = Start, OpenChildren = 2 };

    private static List<JobRecord> Steps() =>
    [
        Job(8, "video.script") with { Step = "script", State = JobState.Completed, Attempt = 1, StartedAt = Start.AddSeconds(1), FinishedAt = Start.AddSeconds(3) },
        Job(9, "video.narration") with
        {
            Step = "narration", State = JobState.Running, Attempt = 1, StartedAt = Start.AddSeconds(3), Stage = "speaking", Progress = 25, EtaSeconds = 12,
        },
        Job(10, "video.publish") with { Step = "publish", State = JobState.Blocked, WaitingFor = 1 },
    ];

    private static JobRecord Job(long id, string kind) => new()
    {
        Id = id,
        RootId = 7,
        ParentId = id == 7 ? null : 7,
        Kind = kind,
        Queue = "default",
        Priority = 5,
        Tenant = "",
        State = JobState.Ready,
        Input = "{}",
        CreatedAt = Start,
    };
}
