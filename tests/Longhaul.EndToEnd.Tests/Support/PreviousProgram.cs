using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>The command line as it was at an earlier commit, built once from the checkout's own history.</summary>
internal static class PreviousProgram
{
    /// <summary>Its path; the build is kept beside the checkout's other builds.</summary>
    public static async Task<string> BuildAsync(string commit)
    {
        var folder = Path.Join(Checkout.Root, "artifacts", "previous", commit);
        var program = Path.Join(folder, "program", "longhaul");
        if (!File.Exists(program))
        {
            var source = Path.Join(folder, "source");
            Directory.CreateDirectory(source);
            await RunAsync("sh", "-c", "git -C \"$0\" archive \"$1\" | tar -x -C \"$2\"", Checkout.Root, commit, source);
            await RunAsync("dotnet", "publish", Path.Join(source, "src", "Longhaul.Cli"), "-c", "Release", "-v", "q", "--nologo", "-o", Path.Join(folder, "program.new"));
            Directory.Move(Path.Join(folder, "program.new"), Path.Join(folder, "program"));
            Directory.Delete(source, recursive: true);
        }

        return program;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {string.Join('\n', await said)}; the whole history is needed (git fetch --unshallow)");
    }
}
