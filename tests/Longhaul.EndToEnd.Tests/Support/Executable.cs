using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>The command line under test, as it was built beside these tests.</summary>
internal static class Executable
{
    // What a machine that runs tests may have set, and would change what is tested.
    private static readonly string[] Meant =
    [
        "LONGHAUL_", "RAILWAY_", "RENDER", "FLY_APP_NAME", "KUBERNETES_SERVICE_HOST", "DATABASE_URL", "REDIS_URL", "TURSO_DATABASE_URL",
        "SUPABASE_URL", "FERNET_KEY", "DISCORD_WEBHOOK_URL", "WORKER_ID", "PORT", "HEALTH_CHECK_PORT", "POLL_INTERVAL_MS",
        "MAX_CONCURRENT_JOBS", "SHUTDOWN_TIMEOUT_MS", "LOG_LEVEL", "LOG_FORMAT", "PG", "AWS_",
    ];

    /// <summary>Its path.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "longhaul");

    /// <summary>How to start it with these arguments; its variables are this process's own without those that mean something to it.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="within">A program and its arguments that start it in turn; null for none.</param>
    /// <param name="program">Another version of it; null for this one.</param>
    public static ProcessStartInfo Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string[]? within = null, string? program = null)
    {
        program ??= Path;
        var start = new ProcessStartInfo(within?[0] ?? program, within is null ? arguments : [.. within.Skip(1), program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var name in start.Environment.Keys.Where(name => Meant.Any(part => name.StartsWith(part, StringComparison.Ordinal))).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
