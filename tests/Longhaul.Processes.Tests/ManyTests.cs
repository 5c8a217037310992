using System.Diagnostics;

namespace Longhaul.Processes.Tests;

[Collection(Alone.Name)]
public sealed class ManyTests
{
    [Fact]
    public async Task Two_hundred_concurrent_starts_inherit_nothing_but_their_streams()
    {
        await using var rig = new Rig();
        var heard = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            var own = new Heard();
            var child = await rig.StartAsync(own.Sink, "ls", "/proc/self/fd");
            (await child.Completion).ExitCode.ShouldBe(0);
            return own;
        }));
        // The fourth is the folder that ls itself reads.
        heard.ShouldAllBe(h => h.Out.SequenceEqual(new[] { "0", "1", "2", "3" }));
    }

    [Fact]
    public async Task Five_hundred_children_run_at_once()
    {
        await using var rig = new Rig();
        var go = Path.Combine(rig.Folder, "go");
        var children = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => rig.ShellAsync($"until [ -e go ]; do sleep 1; done; exit {i % 256}")));
        children.ShouldAllBe(child => ProcessIdentity.Of(child.Pid) != null);

        // A thread for each would be five hundred; the pool has some more on a crowded machine.
        Process.GetCurrentProcess().Threads.Count.ShouldBeLessThan(250);
        await File.WriteAllTextAsync(go, "");
        var exits = await Task.WhenAll(children.Select(child => child.Completion));
        exits.Select(exit => exit.ExitCode).ShouldBe(Enumerable.Range(0, 500).Select(i => (int?)(i % 256)));
    }

    [Fact]
    public async Task Random_ends_are_reported_as_they_were()
    {
        await using var rig = new Rig();
        var random = new Random(20);
        int[] signals = [1, 2, 3, 6, 9, 13, 14, 15];
        var ends = Enumerable.Range(0, 150).Select(_ => random.Next(2) == 0 ? (Code: (int?)random.Next(256), Signal: (int?)null) : (null, signals[random.Next(8)])).ToList();
        foreach (var batch in ends.Chunk(8))
        {
            await Task.WhenAll(batch.Select(async end =>
            {
                var child = await rig.ShellAsync(end.Code is { } code ? $"exit {code}" : $"kill -{end.Signal} $$");
                var exit = await child.Completion;
                (exit.ExitCode, exit.Signal).ShouldBe(end);
            }));
        }
    }

    [Fact]
    public async Task Children_of_the_process_class_and_ours_do_not_take_each_others_status()
    {
        await using var rig = new Rig();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var theirs = Process.Start("sh", ["-c", $"exit {i}"]);
            var ours = await rig.ShellAsync($"exit {i + 100}");
            await theirs.WaitForExitAsync();
            theirs.ExitCode.ShouldBe(i);
            (await ours.Completion).ExitCode.ShouldBe(i + 100);
        }));
    }
}
