namespace Longhaul.Processes;

/// <summary>How a supervisor treats its children.</summary>
public sealed record SupervisorOptions
{
    /// <summary>The worker's instance id, new at each process start. It marks everything that is started, so that a later worker can
    /// sweep what this one left behind.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Starts the guard, which kills all trees should this process be killed outright.</summary>
    public bool Guard { get; init; } = true;

    /// <summary>Makes this process adopt the orphans of its trees, so that they are collected, and found even without a mark. It is a
    /// property of the whole process: a library inside a host that starts daemons of its own must leave it off, or they are taken for orphans.</summary>
    public bool Subreaper { get; init; } = true;

    /// <summary>Forbids children to gain rights by set-user-id programs such as sudo.</summary>
    public bool NoNewPrivileges { get; init; } = true;

    /// <summary>Longer lines are delivered in pieces of this many bytes.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024;

    /// <summary>The clock for waits and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
