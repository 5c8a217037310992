using System.Diagnostics;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The scripts that a stranger starts first.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class ScriptTests
{
    [Fact]
    public async Task The_demo_ends_well_and_leaves_nobody_behind()
    {
        var (code, output) = await RunAsync("demo.sh", [], TimeSpan.FromMinutes(15));
        code.ShouldBe(0, output);
        output.ShouldContain("every step ran to its end exactly once");
        new TreeProbe(Path.Combine(Checkout.Root, "data/demo")).Alive().ShouldBeEmpty();
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task The_main_job_makes_a_video_in_under_two_minutes_the_second_time()
    {
        var (code, output) = await RunAsync("run.sh", ["Why bread rises"], TimeSpan.FromMinutes(15));
        code.ShouldBe(0, output);

        var started = Stopwatch.GetTimestamp();
        (code, output) = await RunAsync("run.sh", ["Why bread rises"], TimeSpan.FromMinutes(15));
        code.ShouldBe(0, output);
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(120);
        var last = output.TrimEnd().Split('\n')[^1];
        last.ShouldStartWith("video: ");
        await Film.ShouldBeRightAsync(last["video: ".Length..].Trim());
    }

    private static async Task<(int Code, string Output)> RunAsync(string script, string[] arguments, TimeSpan longest)
    {
        var start = Executable.Start([]);
        (start.FileName, start.WorkingDirectory) = ("bash", Checkout.Root);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Path.Combine(Checkout.Root, script));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            await Wait.UntilAsync(() => process.HasExited, $"{script} has ended", longest.TotalSeconds);
        }
        finally
        {
            if (!process.HasExited)
            {
                Signals.Send(process.Id, Signals.Terminate);
            }
        }

        return (process.ExitCode, await output);
    }
}
