using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace Longhaul.Processes.Tests;

/// <summary>A supervisor, a scratch folder and the output heard so far.</summary>
public sealed class Rig : IAsyncDisposable
{
    public Rig(Func<SupervisorOptions, SupervisorOptions>? change = null)
    {
        var options = new SupervisorOptions { InstanceId = InstanceId, Guard = false };
        Supervisor = new ChildSupervisor(change is null ? options : change(options));
    }

    public string InstanceId { get; } = Guid.NewGuid().ToString("N");

    public ChildSupervisor Supervisor { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("longhaul-").FullName;

    public Task<ChildProcess> ShellAsync(string script, OutputSink? sink = null) => StartAsync(sink, "/bin/sh", "-c", script);

    public Task<ChildProcess> BashAsync(string script, OutputSink? sink = null) => StartAsync(sink, "bash", "-c", script);

    public Task<ChildProcess> StartAsync(OutputSink? sink, params string[] arguments) =>
        Supervisor.StartAsync(Spec(arguments), sink ?? ((_, _, _) => { }));

    public ChildProcessSpec Spec(params string[] arguments) => new()
    {
        Arguments = arguments,
        WorkingDirectory = Folder,
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["LANG"] = "C.UTF-8" },
    };

    /// <summary>The path of the test executable.</summary>
    public static string Dummy { get; } = Path.Combine(AppContext.BaseDirectory, "Longhaul.Processes.Dummy");

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
