using System.Diagnostics;

namespace Longhaul.Processes.Dummy;

/// <summary>Reads a flood as a worker would and reports what it cost.</summary>
static class Drink
{
    internal static async Task<int> RunAsync(int megabytes, int lineBytes)
    {
        long bytes = 0, lines = 0;
        var clock = Stopwatch.StartNew();
        await using var supervisor = new ChildSupervisor(new SupervisorOptions { InstanceId = Guid.NewGuid().ToString("N") });
        var child = await supervisor.StartAsync(new ChildProcessSpec
        {
            Arguments = [Environment.ProcessPath!, "flood", $"{megabytes}", $"{lineBytes}"],
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string> { ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "" },
        }, (_, line, end) =>
        {
            bytes += line.Length + (end == LineEnd.Newline ? 1 : 0);
            lines++;
        });
        var exit = await child.Completion;
        Console.WriteLine($"exit={exit.ExitCode}");
        Console.WriteLine($"bytes={bytes}");
        Console.WriteLine($"lines={lines}");
        Console.WriteLine($"peak={Process.GetCurrentProcess().PeakWorkingSet64}");
        Console.WriteLine($"rate={bytes / 1e6 / clock.Elapsed.TotalSeconds:0}");
        return 0;
    }
}
