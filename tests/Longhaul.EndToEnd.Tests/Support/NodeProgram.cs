using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Programs for Node, in a folder beside the tests' own files; what they use comes from npm when it is not there yet.</summary>
public sealed class NodeProgram : IAsyncLifetime
{
    private static readonly TimeSpan LongestInstall = TimeSpan.FromMinutes(3);

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Node");

    /// <summary>Installs what the programs use.</summary>
    public async ValueTask InitializeAsync()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package.json"));
        var stamp = Path.Combine(Folder, "node_modules", ".installed-for");
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != wanted)
        {
            using var patience = new CancellationTokenSource(LongestInstall);
            var installed = await CallAsync(
                "npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], [], patience.Token);
            Assert.True(installed.ExitCode == 0, $"npm could not install what {Folder}/package.json names, which this test needs:\n{installed.Error}{installed.Output}");
            await File.WriteAllTextAsync(stamp, wanted, CancellationToken.None);
        }
    }

    /// <summary>Writes a file beside the programs.</summary>
    public static void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    internal static Task<CommandResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        CallAsync("node", arguments, environment, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<CommandResult> CallAsync(
        string program, string[] arguments, Dictionary<string, string> environment, CancellationToken cancel)
    {
        using var process = Start(program, arguments, environment);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"this test needs Node 18 or later and npm on the PATH: {e.Message}", e);
        }
    }
}
