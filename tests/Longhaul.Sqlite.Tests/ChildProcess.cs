using System.Diagnostics;

namespace Longhaul.Sqlite.Tests;

/// <summary>Another process on the same store.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Program());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    public void Say() => _process.StandardInput.WriteLine();

    public void Kill() => _process.Kill();

    public async Task EndAsync() => await _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>The child is built beside the tests, in the same configuration.</summary>
    private static string Program() => AppContext.BaseDirectory
        .Replace("Longhaul.Sqlite.Tests", "Longhaul.Sqlite.Child", StringComparison.Ordinal) + "Longhaul.Sqlite.Child.dll";
}
