namespace Longhaul.Processes.Tests;

public sealed class OutputTests
{
    [Fact]
    public Task Fifty_megabytes_of_output_do_not_grow_memory() => FloodAsync(50);

    [Fact, Trait("tier", "soak")]
    public Task A_gigabyte_of_output_does_not_grow_memory() => FloodAsync(1000);

    static async Task FloodAsync(int megabytes)
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.StartAsync(heard.Sink, Rig.Dummy, "drink", $"{megabytes}", "80");
        (await child.Completion).ExitCode.ShouldBe(0);
        heard.Out.ShouldContain("exit=0");
        (await heard.LineAsync("bytes=")).ShouldBe($"{megabytes * 1024L * 1024}");
        long.Parse(await heard.LineAsync("peak=")).ShouldBeLessThan(150_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{await heard.LineAsync("rate=")} MB/s");
    }

    [Fact]
    public async Task A_slow_sink_slows_the_child_and_nothing_is_lost()
    {
        await using var rig = new Rig();
        using var held = new Held();
        var lines = 0;
        var child = await rig.ShellAsync("seq 100000; echo done >finished", (_, _, _) =>
        {
            if (lines++ == 0)
            {
                held.Wait();
            }
        });
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{child.Pid}/stat") is { } stat && Volatile.Read(ref lines) == 1, "the first line arrives");
        var other = await rig.ShellAsync("echo quick");
        (await other.Completion).ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(rig.Folder, "finished")).ShouldBeFalse();
        held.LetGo();
        (await child.Completion).ExitCode.ShouldBe(0);
        lines.ShouldBe(100_000);
    }

    [Fact]
    public async Task A_holder_outside_the_tree_does_not_hold_the_job()
    {
        await using var rig = new Rig();
        var heard = new Heard();
        var child = await rig.ShellAsync("echo pipe=$$; sleep 1000", heard.Sink);
        await heard.PidAsync("pipe=");
        using var keeper = File.OpenHandle($"/proc/{child.Pid}/fd/1", FileMode.Open, FileAccess.Write);
        var report = await child.KillNowAsync();
        var exit = await child.Completion;
        exit.OutputCutOff.ShouldBeTrue();
        report.Took.ShouldBeInRange(TimeSpan.FromSeconds(1.9), Pace.Seconds(4));
    }

    [Fact]
    public async Task A_sink_that_never_returns_does_not_hold_the_job_for_ever()
    {
        await using var rig = new Rig();
        using var held = new Held();
        var calls = 0;
        var child = await rig.ShellAsync("seq 100000", (_, _, _) =>
        {
            Interlocked.Increment(ref calls);
            held.Wait();
        });
        await Eventually.HoldsAsync(() => Volatile.Read(ref calls) == 1, "the first line arrives");
        await child.KillNowAsync();
        (await child.Completion).OutputCutOff.ShouldBeTrue();
        held.LetGo();
        await Task.Yield();
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_sink_that_throws_is_reported_and_the_child_goes_on()
    {
        await using var rig = new Rig();
        var child = await rig.ShellAsync("seq 100000; exit 6", (_, _, _) => throw new InvalidOperationException("full"));
        var exit = await child.Completion;
        exit.ExitCode.ShouldBe(6);
        exit.SinkFailure!.Message.ShouldBe("full");
    }

    [Fact]
    public async Task Bytes_of_any_encoding_and_progress_lines_pass_through()
    {
        await using var rig = new Rig();
        var got = new List<(byte[] Line, LineEnd End)>();
        var child = await rig.ShellAsync(@"printf '\377\000\376\n10%%\r20%%\r'; sleep 0.1; printf 'end'", (_, line, end) => got.Add((line.ToArray(), end)));
        await child.Completion;
        got.Select(g => g.End).ShouldBe([LineEnd.Newline, LineEnd.CarriageReturn, LineEnd.CarriageReturn, LineEnd.EndOfStream]);
        got[0].Line.ShouldBe([0xff, 0, 0xfe]);
    }

    /// <summary>Lets go when the test ends, however it ends: a sink that waits would hold everything else.</summary>
    sealed class Held : IDisposable
    {
        readonly TaskCompletionSource _go = new();

        public void Wait() => _go.Task.GetAwaiter().GetResult();

        public void LetGo() => _go.TrySetResult();

        public void Dispose() => LetGo();
    }
}
