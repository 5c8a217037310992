using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Processes;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Tests.Execution;

public sealed class CarriageReturnTests
{
    [Theory]
    [InlineData("progress|R next|N", "next\n")]
    [InlineData("important|R |N next|N", "important\nnext\n")]
    [InlineData("important|R |N |N next|N", "important\n\nnext\n")]
    [InlineData("1%|R 2%|R 100%|R", "100%\n")]
    [InlineData("100%|R |R", "100%\n")]
    [InlineData("::stage|R |N next|N", "next\n")]
    [InlineData("::stage_x|R |N", "::stage_x\n")]
    [InlineData("1%|R half|C line|N", "halfline\n")]
    [InlineData("half|C line|R next|N", "halfline\nnext\n")]
    [InlineData("half|C line|R |N next|N", "halfline\n\nnext\n")]
    [InlineData("1%|R |E", "1%\n")]
    public void A_line_that_a_carriage_return_ended_stays_unless_another_replaces_it(string heard, string log)
    {
        var window = new LogWindow(default, LogCaps.Default, "file");
        var file = new LogFile("/nowhere/file", LogCaps.Default, _ => { });
        var output = new AttemptLog(Job(), default, _ => new LogParts(window, file));
        var stream = new FollowedStream(LogStream.Out, Context(output), new SecretMask([]), null) { Directives = new DirectiveLines(1_000) };
        foreach (var line in heard.Split(' '))
        {
            var end = line[^1] switch { 'N' => LineEnd.Newline, 'R' => LineEnd.CarriageReturn, 'C' => LineEnd.Cut, _ => LineEnd.EndOfStream };
            if (end != LineEnd.EndOfStream)
            {
                stream.Hear(System.Text.Encoding.UTF8.GetBytes(line[..^2]), end);
            }
        }

        stream.Finish();

        string.Concat(window.Pending().Where(item => item.Stream == LogStream.Out).Select(item => item.Text)).ShouldBe(log);
    }

    [Fact]
    public async Task A_line_whose_line_feed_comes_later_is_in_the_log_and_once_in_the_file()
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            """
            printf 'important\r'
            until grep -q important "$LONGHAUL_WORK"/../../logs/1/1.log; do sleep 0.01; done 2>/dev/null
            printf '\nnext\n100 %%\r'
            """);
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();
        var running = rig.Engine.RunAsync(job, new AttemptStop());
        while (!running.IsCompleted)
        {
            // Also brings what was written to the file.
            await rig.Engine.Output.FlushAsync([job.Running!.Value]);
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
        }

        await rig.Engine.Output.FlushAsync([job.Running!.Value]);

        (await rig.LogAsync()).ShouldBe("important\nnext\n100 %\n");
        rig.Read("data/logs/1/1.log").ShouldBe("important\nnext\n100 %\n");
    }

    private static JobRecord Job() => new()
    {
        Id = 1, RootId = 1, Kind = "k", Queue = "q", Priority = 5, Tenant = "", Input = "{}", State = JobState.Running, CreatedAt = default,
    };

    private static AttemptContext Context(AttemptLog output) => new(Job(), default, new JobKind { Name = "k" }, new AttemptStop(), output, _ => { });
}
