using System.Diagnostics;

namespace Longhaul.TestServers;

/// <summary>A server that a test started. A shell holds it: when the test's process ends, however it ends, the shell's input ends and it stops the server.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Holder = "\"$@\" & pid=$!; read -r _; kill -\"$SIGNAL\" $pid 2>/dev/null; wait $pid";
    private readonly Process _shell;

    public ServerProcess(string stopSignal, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", Holder, "sh", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.Environment["SIGNAL"] = stopSignal;
        start.WorkingDirectory = "/";
        _shell = Process.Start(start)!;
        _shell.OutputDataReceived += (_, _) => { };
        _shell.ErrorDataReceived += (_, _) => { };
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    public bool HasExited => _shell.HasExited;

    /// <summary>Ends the server and waits until it is gone.</summary>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
