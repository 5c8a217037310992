namespace Longhaul.Processes;

/// <summary>What to start. Nothing is added to it except the two markers by which the tree is found again.</summary>
public sealed record ChildProcessSpec
{
    /// <summary>The command and its arguments, handed over one by one and never read by a shell.
    /// A command without a slash is looked up on the child's own <c>PATH</c>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder the child starts in. It must exist.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The child's whole environment: nothing of the worker's own is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Limits the kernel enforces on each process of the tree.</summary>
    public ProcessLimits Limits { get; init; } = new();

    /// <summary>Report the end only once a scan has proven that nobody of the tree is alive, for jobs that must never run twice at once.
    /// Otherwise the leader reaped, its group gone and its output at the end are enough, and a sweep follows within a quarter of a second.</summary>
    public bool ProveEnd { get; init; }
}
