using System.Text;

namespace Longhaul.Processes.Dummy;

/// <summary>A worker-like process: starts a shell for each script, passes their output on, and stays until it is killed.</summary>
static class Worker
{
    internal static async Task<int> RunAsync(string instanceId, string folder, string[] scripts)
    {
        await using var supervisor = new ChildSupervisor(new SupervisorOptions { InstanceId = instanceId });
        var children = new List<ChildProcess>();
        foreach (var script in scripts)
        {
            children.Add(await supervisor.StartAsync(new ChildProcessSpec
            {
                Arguments = ["bash", "-c", script],
                WorkingDirectory = folder,
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" },
            }, PassOn));
        }
        PassOn(default, Encoding.UTF8.GetBytes($"guard={supervisor.GuardPid}"), default);
        foreach (var child in children)
        {
            var exit = await child.Completion;
            PassOn(default, Encoding.UTF8.GetBytes($"ended={exit.ExitCode}/{exit.Signal}"), default);
        }
        return 0;
    }

    static void PassOn(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        lock (Console.Out)
        {
            Console.WriteLine(Encoding.UTF8.GetString(line));
        }
    }
}
