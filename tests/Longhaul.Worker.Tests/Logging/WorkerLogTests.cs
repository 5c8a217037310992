using System.Text.Json;
using Longhaul.Worker.Logging;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Tests.Logging;

public sealed class WorkerLogTests : IDisposable
{
    private readonly StringWriter _target = new();

    public void Dispose() => _target.Dispose();

    [Fact]
    public void A_line_of_json_has_time_level_message_event_worker_and_job()
    {
        var line = Json(log => log.JobStarted(17, "render", "video", 3));

        line.GetProperty("timestamp").GetString().ShouldBe("2026-03-04T05:06:07.000Z");
        line.GetProperty("level").GetString().ShouldBe("INFO");
        line.GetProperty("event").GetString().ShouldBe("JOB_STARTED");
        line.GetProperty("worker_id").GetString().ShouldBe("w1");
        line.GetProperty("correlation_id").GetString().ShouldBe("17");
        line.GetProperty("message").GetString().ShouldBe("Job 17: started render from queue video, attempt 3.");
        line.GetProperty("attempt").GetInt32().ShouldBe(3);
        line.GetProperty("queue").GetString().ShouldBe("video");
    }

    [Fact]
    public void A_line_about_no_job_has_no_correlation_id() =>
        Json(log => log.StoreLost("gone")).TryGetProperty("correlation_id", out _).ShouldBeFalse();

    [Theory]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARNING")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "CRITICAL")]
    public void Levels_have_the_usual_names(LogLevel level, string name) =>
        Json(log => log.Log(level, "something")).GetProperty("level").GetString().ShouldBe(name);

    [Fact]
    public void An_error_keeps_its_stack_on_the_same_line()
    {
        var line = Json(log => log.UnexpectedError(new InvalidOperationException("boom\nand more"), "claim"));

        line.GetProperty("exception").GetString()!.ShouldContain("boom\nand more");
        line.GetProperty("level").GetString().ShouldBe("ERROR");
    }

    [Fact]
    public void Whatever_a_message_holds_it_stays_one_line() =>
        Json(log => log.StoreLost("quote \" newline \n escape \e null \0 ümläut")).GetProperty("error").GetString()
            .ShouldBe("quote \" newline \n escape \e null \0 ümläut");

    [Fact]
    public void What_is_less_grave_than_wanted_is_left_out()
    {
        Write(LogFormat.Json, LogLevel.Warning, log => log.JobStarted(1, "a", "b", 1));
        _target.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void Text_is_for_people_and_without_colours_where_none_are_wanted()
    {
        Write(LogFormat.Text, LogLevel.Debug, log => log.StoreLost("it is \e[31mgone"));

        _target.ToString().ShouldBe("05:06:07.000 WARNING  The store is away: it is �[31mgone\n");
    }

    [Fact]
    public void Text_in_colours_ends_every_colour_it_begins()
    {
        Write(LogFormat.Colour, LogLevel.Debug, log => log.StoreLost("gone"));

        _target.ToString().Split('\e').Length.ShouldBe(5);
        _target.ToString().ShouldContain("\e[33mWARNING \e[0m");
    }

    [Theory]
    [InlineData(null, true, null, LogFormat.Colour)]
    [InlineData(null, true, "1", LogFormat.Text)]
    [InlineData(null, true, "", LogFormat.Colour)]
    [InlineData(null, false, null, LogFormat.Json)]
    [InlineData("json", true, null, LogFormat.Json)]
    [InlineData("text", false, null, LogFormat.Text)]
    public void The_format_follows_what_is_wanted_and_who_reads(string? wanted, bool terminal, string? noColor, LogFormat format) =>
        WorkerLogOptions.ChooseFormat(wanted, terminal, noColor).ShouldBe(format);

    [Fact]
    public void A_word_that_is_no_level_is_named_in_the_error()
    {
        Should.Throw<FormatException>(() => WorkerLogOptions.ParseLevel("loud")).Message.ShouldContain("'loud'");
        WorkerLogOptions.ParseLevel("warning").ShouldBe(LogLevel.Warning);
    }

    [Fact]
    public async Task A_reader_who_stops_reading_does_not_stop_the_worker()
    {
        using var blocked = new BlockedWriter();
        var provider = new WorkerLogProvider(blocked, new WorkerLogOptions { WorkerId = "w1" });
        var log = provider.CreateLogger("test");

        await Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                log.StoreLost("gone");
            }
        }).WaitAsync(TimeSpan.FromSeconds(20));

        provider.LeftOut.ShouldBeGreaterThan(9_000);
        blocked.Release();
        provider.Dispose();
    }

    private JsonElement Json(Action<ILogger> log)
    {
        Write(LogFormat.Json, LogLevel.Debug, log);
        var text = _target.ToString();
        text.Count(c => c == '\n').ShouldBe(1);
        return JsonDocument.Parse(text).RootElement;
    }

    private void Write(LogFormat format, LogLevel level, Action<ILogger> log)
    {
        using var provider = new WorkerLogProvider(
            _target, new WorkerLogOptions { WorkerId = "w1", Format = format, Level = level, Clock = new ManualClock() });
        log(provider.CreateLogger("test"));
    }

    private sealed class BlockedWriter : StringWriter
    {
        private readonly ManualResetEventSlim _released = new();

        public void Release() => _released.Set();

        public override void Write(string? value) => _released.Wait();
    }
}
