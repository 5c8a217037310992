using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Longhaul.Cli.Tests.Support;

/// <summary>The built command as a process of its own.</summary>
internal sealed partial class CliProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _out = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly SemaphoreSlim _lines = new(0);

    private CliProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(_out, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The built executable.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "longhaul");

    public int Id => _process.Id;

    public IReadOnlyCollection<string> Out => _out;

    public IReadOnlyCollection<string> Error => _error;

    public static CliProcess Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    public static CliProcess Start(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var keep = new[] { "PATH", "HOME", "DOTNET_ROOT", "TMPDIR" };
        foreach (var name in start.Environment.Keys.Except(keep).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs to its end and answers with the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var enough = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(enough.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits for a line on either output that has this text in it.</summary>
    public async Task<string> SeeAsync(string text)
    {
        var until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until)
        {
            if (_out.Concat(_error).FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await _lines.WaitAsync(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"Nobody said '{text}', but:\n{string.Join('\n', _out.Concat(_error))}");
    }

    public void Signal(int signal) => Kill(_process.Id, signal).ShouldBe(0);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _lines.Dispose();
    }

    private void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
            _lines.Release();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
