using System.Diagnostics;

namespace Longhaul.Processes.Tests;

/// <summary>A named pipe that a script waits on until the test lets it go.</summary>
public static class Fifo
{
    public static async Task MakeAsync(string path)
    {
        using var make = Process.Start("mkfifo", path);
        await make.WaitForExitAsync();
        make.ExitCode.ShouldBe(0);
    }

    public static void LetGo(string path) => new FileStream(path, FileMode.Open, FileAccess.Write).Dispose();
}
