using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Costs;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

public sealed class OutputTests
{
    [Fact]
    public async Task The_file_has_its_own_bound()
    {
        await using var rig = new ExecutionRig { LogCaps = LogCaps.Default with { FileBytes = 100_000 } };
        rig.Bash("seq 1 100000");

        await rig.RunAsync();

        var file = new FileInfo(rig.File("data/logs/1/1.log"));
        file.Length.ShouldBeInRange(99_000, 100_200);
        File.ReadLines(file.FullName).Last().ShouldBe("… output beyond 100 kB was not kept");
        (await rig.LogAsync()).ShouldEndWith("\n99999\n100000\n");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_does_not_harm_the_job()
    {
        await using var rig = new ExecutionRig();
        Directory.CreateDirectory(rig.Data);
        File.WriteAllText(rig.File("data/logs"), "in the way");
        rig.Bash("echo hello");

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);
        (await rig.LogAsync()).ShouldBe("hello\n");
    }

    [Fact]
    public async Task A_file_of_another_store_s_job_with_the_same_number_is_begun_anew()
    {
        await using var rig = new ExecutionRig();
        Directory.CreateDirectory(rig.File("data/logs/1"));
        File.WriteAllText(rig.File("data/logs/1/1.log"), "another job\n");
        rig.Bash("echo hello");

        await rig.RunAsync();

        rig.Read("data/logs/1/1.log").ShouldBe("hello\n");
    }

    [Fact]
    public async Task Bytes_are_in_the_file_as_they_came_and_in_the_store_as_text()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("printf 'a\\000b\\377\\033[31mc\\n'");

        await rig.RunAsync();

        (await rig.LogAsync()).ShouldBe("a\uFFFDb\uFFFD\u001b[31mc\n");
        File.ReadAllBytes(rig.File("data/logs/1/1.log")).ShouldBe([0x61, 0, 0x62, 0xFF, 0x1B, 0x5B, 0x33, 0x31, 0x6D, 0x63, 0x0A]);
    }

    [Fact]
    public async Task An_attempt_that_belongs_to_somebody_else_says_nothing_more()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo hello");
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();
        await rig.Store.Outcomes.FinishAsync([new Finish(job.Running!.Value, Outcome.Released)]);

        await rig.Engine.RunAsync(job, new AttemptStop());
        await rig.Engine.Output.FlushAsync([job.Running.Value]);

        (await rig.LogAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_said_while_a_delivery_is_under_way_comes_with_the_next()
    {
        await using var rig = new ExecutionRig();
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();
        var (store, faults) = FaultyStore.Over(rig.Store);
        using var costs = new CostBook(store, NullLogger<CostBook>.Instance);
        using var loop = new OutputLoop(store, new LogFolder(rig.Data), LogCaps.Default, TimeProvider.System, NullLogger<OutputLoop>.Instance, costs);
        var log = loop.Open(job, job.Running!.Value);
        log.Write(LogStream.Out, "before");
        faults.Seen = _ =>
        {
            faults.Seen = null;
            log.Write(LogStream.Out, "meanwhile");
            loop.Close(log);
        };

        await loop.RunOnceAsync(CancellationToken.None);
        await loop.FlushAsync([log.Attempt]);

        (await rig.LogAsync()).ShouldBe("before\nmeanwhile\n");
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_pipe_does_not_hold_the_job()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("setsid sleep 600 & echo out");
        var started = Stopwatch.GetTimestamp();

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await rig.LogAsync()).ShouldBe("out\n");
    }
}
