using System.Diagnostics;

namespace Longhaul.Processes.Dummy;

/// <summary>Keeps many idle children and reports what watching them costs.</summary>
static class Hold
{
    internal static async Task<int> RunAsync(int count, int seconds)
    {
        await using var supervisor = new ChildSupervisor(new SupervisorOptions { InstanceId = Guid.NewGuid().ToString("N") });
        var spec = new ChildProcessSpec
        {
            Arguments = ["sleep", "1000"],
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        };
        for (var i = 0; i < count; i++)
        {
            await supervisor.StartAsync(spec, (_, _, _) => { });
        }
        var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        self.Refresh();
        Console.WriteLine($"rss={self.WorkingSet64 >> 20}MB threads={self.Threads.Count} cpu={(self.TotalProcessorTime - before) / TimeSpan.FromSeconds(seconds):P2}");
        return 0;
    }
}
