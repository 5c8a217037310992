using System.Diagnostics;

namespace Longhaul.TestServers;

/// <summary>Runs programs of the servers' packages; as the user that a server insists on, where the tests run as root.</summary>
internal static class Tools
{
    public static bool IsRoot { get; } = Environment.UserName == "root";

    /// <summary>The words before a command that run it as another user.</summary>
    public static string[] AsUser(string user) => IsRoot ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"] : [];

    public static void Run(IEnumerable<string> command)
    {
        var words = command.ToArray();
        var start = new ProcessStartInfo(words[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var word in words[1..])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}: {errors.Result}");
        }
    }
}
