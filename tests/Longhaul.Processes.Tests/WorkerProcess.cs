using System.Diagnostics;

namespace Longhaul.Processes.Tests;

/// <summary>A real worker-like process beside the test, to be killed.</summary>
public sealed class WorkerProcess : IDisposable
{
    readonly Process _process;

    public WorkerProcess(string folder, params string[] scripts)
    {
        _process = Process.Start(new ProcessStartInfo(Rig.Dummy, ["worker", InstanceId, folder, .. scripts]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, line) => Heard.Sink(OutputStream.Out, System.Text.Encoding.UTF8.GetBytes(line.Data ?? ""), LineEnd.Newline);
        _process.BeginOutputReadLine();
    }

    public string InstanceId { get; } = Guid.NewGuid().ToString("N");

    public Heard Heard { get; } = new();

    public int Pid => _process.Id;

    /// <summary>As the kernel does when memory is short.</summary>
    public void KillOutright() => _process.Kill();

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
