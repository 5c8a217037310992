using System.Diagnostics;

namespace Longhaul.Processes.Dummy;

/// <summary>Runs <c>true</c> many times, several at once, and reports jobs a second.</summary>
static class Jobs
{
    internal static async Task<int> RunAsync(int count, int atOnce)
    {
        await using var supervisor = new ChildSupervisor(new SupervisorOptions { InstanceId = Guid.NewGuid().ToString("N") });
        await Lane(supervisor, 100);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Lane(supervisor, count / atOnce)));
        Console.WriteLine($"jobs/s={count / clock.Elapsed.TotalSeconds:0}");
        return 0;
    }

    static async Task Lane(ChildSupervisor supervisor, int count)
    {
        var spec = new ChildProcessSpec
        {
            Arguments = ["true"],
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        };
        for (var i = 0; i < count; i++)
        {
            var exit = await (await supervisor.StartAsync(spec, (_, _, _) => { })).Completion;
            if (exit.ExitCode != 0)
            {
                throw new InvalidOperationException($"true ended with {exit.ExitCode}/{exit.Signal}");
            }
        }
    }
}
