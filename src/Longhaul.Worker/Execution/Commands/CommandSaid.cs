using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What a command said of itself while it ran.</summary>
internal sealed class CommandSaid
{
    /// <summary>The end of its standard error.</summary>
    public StderrTail Errors { get; } = new();

    /// <summary>What it put out, by name.</summary>
    public CommandOutputs Outputs { get; } = new();

    /// <summary>Files it wants published beside its output folder, as it named them.</summary>
    public List<string> Artifacts { get; } = [];

    /// <summary>Why it failed, in its own words.</summary>
    public JobFailure? Failure { get; set; }
}
