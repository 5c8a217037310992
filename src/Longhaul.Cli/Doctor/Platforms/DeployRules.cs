using Longhaul.Cli.Inputs;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>What must hold of any platform's file, whatever its keys are called there.</summary>
/// <param name="shutdownTimeout">How long a worker takes to stop at most.</param>
/// <param name="dockerfile">The text of the Dockerfile here; null where there is none.</param>
internal sealed class DeployRules(TimeSpan shutdownTimeout, string? dockerfile)
{
    private const string Check = "platform";

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
    }

    /// <summary>The platform must wait for longer than the worker takes to stop.</summary>
    public IEnumerable<Finding> Patience(DeployFile file, string key, TimeSpan otherwise, string advice, bool mustBeNumber = false)
    {
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
