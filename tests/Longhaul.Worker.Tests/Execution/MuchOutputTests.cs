using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Output that would not fit the memory. The heap is that of the whole process: nothing else runs beside.</summary>
[Collection(nameof(WholeWorker))]
public sealed class MuchOutputTests
{
    [Fact]
    public async Task Much_output_keeps_head_and_tail_in_the_store_and_all_of_it_in_the_file() => await PrintAsync(50_000_000);

    [Fact]
    [Trait("tier", "soak")]
    public async Task A_gigabyte_of_output_keeps_head_and_tail_and_the_worker_small() => await PrintAsync(1_000_000_000);

    /// <summary>Garbage does not count: where there seems to be much, it is looked at once more without.</summary>
    private static long Held() => GC.GetTotalMemory(forceFullCollection: false) is var all && all < 50_000_000 ? all : GC.GetTotalMemory(forceFullCollection: true);

    private static async Task PrintAsync(long bytes)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"yes 'a line of output that says nothing at all, again and again' | head -c {bytes}; echo; echo the end");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = 0;
        var running = rig.RunAsync();
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
            peak = Math.Max(peak, Held() - before);
        }

        (await running).Kind.ShouldBe(OutcomeKind.Completed);
        new FileInfo(rig.File("data/logs/1/1.log")).Length.ShouldBeInRange(bytes, bytes + 100);
        var text = await rig.LogAsync();
        text.Length.ShouldBeInRange(900_000, 1_100_000);
        text.ShouldStartWith("a line of output");
        text.ShouldEndWith("\nthe end\n");
        var marker = text.Split('\n').Single(line => line.StartsWith('…'));
        marker.ShouldEndWith("the whole output is in data/logs/1/1.log");
        peak.ShouldBeLessThan(60_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{marker}; peak of the heap {peak / 1e6:0.#} MB");
    }
}
