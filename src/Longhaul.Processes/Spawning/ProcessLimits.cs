namespace Longhaul.Processes;

/// <summary>Limits per process, inherited by descendants. What is null is left as the worker has it.</summary>
public sealed record ProcessLimits
{
    /// <summary>Open files, soft and hard. Null gives the customary soft limit of 1,024, because the .NET runtime raises its own to the
    /// hard limit and programs that use <c>select</c> or close every descriptor suffer from inheriting that.</summary>
    public long? OpenFiles { get; init; }

    /// <summary>Bytes of a core dump. None are written unless asked for.</summary>
    public long CoreBytes { get; init; }

    /// <summary>Largest file in bytes; a process that writes more is ended by SIGXFSZ.</summary>
    public long? FileBytes { get; init; }

    /// <summary>CPU seconds of one process; more is ended by SIGXCPU.</summary>
    public long? CpuSeconds { get; init; }

    /// <summary>Processes and threads of the user, over the whole machine.</summary>
    public long? Processes { get; init; }
}
