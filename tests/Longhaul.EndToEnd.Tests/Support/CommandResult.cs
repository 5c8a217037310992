using System.Text.Json;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>How a call of the command line ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it printed on the error output.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of the error output.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Fails with all it printed unless it ended with this code.</summary>
    public CommandResult ShouldEndWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"stdout:\n{Output}\nstderr:\n{Error}");
        return this;
    }
}
