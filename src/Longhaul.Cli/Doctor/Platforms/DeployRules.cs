using Longhaul.Cli.Inputs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>What must hold of any platform's file, whatever its keys are called there.</summary>
/// <param name="caller">What is set here.</param>
/// <param name="dockerfile">The text of the Dockerfile here; null where there is none.</param>
/// <param name="kinds">The project's.</param>
internal sealed class DeployRules(SettingReader caller, string? dockerfile, IReadOnlyList<JobKind> kinds)
{
    private const string Check = "platform";

    /// <summary>What is set here.</summary>
    public SettingReader Caller => caller;

    /// <summary>The variables of a service whose file sets these.</summary>
    public ServiceVariables Variables(IReadOnlyDictionary<string, string>? own = null) => new(caller, own ?? new Dictionary<string, string>());

    /// <summary>An image is built from a Dockerfile here.</summary>
    public bool HasImage => dockerfile is not null;

    /// <summary>And it is an image of Longhaul.</summary>
    public bool HasOurImage => dockerfile?.Contains("longhaul", StringComparison.OrdinalIgnoreCase) == true;

    private static readonly string[] HealthPaths = ["/health", "/health/live", "/health/ready"];

    /// <summary>The path that is asked must be one that a worker answers.</summary>
    public static IEnumerable<Finding> HealthPath(DeployFile file, string key)
    {
        if (file[key] is { } path && !HealthPaths.Contains(path.Text))
        {
            yield return Finding.Problem(Check, $"{file.Name}: {key} is {path.Text}, which a worker answers with 404", "use /health, /health/live or /health/ready");
        }
    }

    /// <summary>The start command is the image's; another one wins over it and may come to contradict it.</summary>
    public IEnumerable<Finding> Start(DeployFile file, string key)
    {
        if (HasImage && file[key] is { } command)
        {
            yield return Finding.Warning(
                Check, $"{file.Name}: {key} ({command.Text}) is used in the place of the Dockerfile's start command", "remove it: the image starts a worker by itself");
        }
        else if (file[key] is { } other && !other.Text.Contains("longhaul", StringComparison.Ordinal))
        {
            yield return Finding.Warning(Check, $"{file.Name}: {key} ({other.Text}) starts no worker", "let it be: longhaul work");
        }
    }

    /// <summary>The port that is asked must be the one that a worker serves.</summary>
    public static IEnumerable<Finding> AskedPort(DeployFile file, string key, string? port, ServiceVariables variables)
    {
        if (port is not null && port != $"{variables.HealthPort}")
        {
            yield return Finding.Problem(
                Check, $"{file.Name}: {key} asks for the health at port {port}, and the worker serves it at {variables.HealthPort}", $"ask at {variables.HealthPort}, or set HEALTH_CHECK_PORT to {port}");
        }
    }

    /// <summary>The greatest job must fit into what a worker has.</summary>
    public IEnumerable<Finding> Memory(DeployFile file, string key, string? size, long unit = 1)
    {
        if (size is null || DeploySize.Parse(size, unit) is not { } bytes)
        {
            yield break;
        }

        var forJobs = MemoryChecks.ForJobs(bytes);
        if (kinds.Where(kind => kind.MemoryBytes > forJobs).MaxBy(kind => kind.MemoryBytes) is { } largest)
        {
            yield return Finding.Warning(
                Check, $"{file.Name}: {key} is {size}, of which {Times.Bytes(forJobs)} are for jobs, and {largest.Name} has `memory:` {Times.Bytes(largest.MemoryBytes)}: it is never taken there",
                "raise it, or lower `memory:`");
        }
    }

    /// <summary>The platform must wait for longer than the worker takes to stop.</summary>
    public static IEnumerable<Finding> Patience(DeployFile file, string key, TimeSpan otherwise, string advice, ServiceVariables variables, bool mustBeNumber = false)
    {
        var shutdownTimeout = variables.ShutdownTimeout;
        var given = file[key];
        if (mustBeNumber && given is { IsNumber: false })
        {
            yield return Finding.Problem(Check, $"{file.Name}: {key} is a text ({given.Value.Text}), which is ignored: workers are killed at once", $"write it as a number, as in {advice}");
            yield break;
        }

        var waits = given is { } value ? Span(value) : otherwise;
        if (waits is null)
        {
            yield return Finding.Warning(Check, $"{file.Name}: {key} is {given?.Text}, which is no duration", $"write it as in {advice}");
        }
        else if (waits <= shutdownTimeout)
        {
            yield return Finding.Warning(
                Check, $"{file.Name}: {key} is {(given is null ? $"not set, and by default {Times.Span(waits.Value)}" : Times.Span(waits.Value))}: workers are killed while they still use SHUTDOWN_TIMEOUT_MS ({Times.Span(shutdownTimeout)}) to stop",
                $"set it to more, as in {advice}");
        }
    }

    /// <summary>A recycled worker ends with 0, and must be started again.</summary>
    public static IEnumerable<Finding> Restart(DeployFile file, string key, string always, string otherwise)
    {
        var policy = file[key]?.Text ?? otherwise;
        if (!string.Equals(policy, always, StringComparison.OrdinalIgnoreCase))
        {
            yield return Finding.Warning(
                Check, $"{file.Name}: {key} is {policy}, and a worker that recycled itself ends with 0 and is not started again", $"set it to {always}");
        }
    }

    /// <summary>The platform sets PORT; a value by hand is wrong wherever it sets another.</summary>
    public static IEnumerable<Finding> Port(string file, string where)
    {
        yield return Finding.Warning(Check, $"{file}: {where} sets PORT by hand", "remove it: the platform sets PORT itself; a worker elsewhere takes HEALTH_CHECK_PORT");
    }

    // A number alone is seconds.
    private static TimeSpan? Span(DeployValue value) => DurationText.TryParse(value.Text.All(char.IsAsciiDigit) ? value.Text + "s" : value.Text);
}
