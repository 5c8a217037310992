using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What an end for want of memory means, and how to tell one that the kernel brought about.</summary>
internal static class OutOfMemory
{
    // What a shell says of a child that SIGKILL ended.
    private const int ShellSaysKilled = 128 + Sigkill;
    private const int Sigkill = 9;

    // So much of all there is, and nobody else has to be asked who killed it.
    private const double NearlyAll = 0.9;

    /// <summary>The failure, as the kind wants it.</summary>
    public static JobFailure Failure(AttemptContext context, string message)
    {
        if (context.Kind.OnOom is not { } rule)
        {
            return new JobFailure(new JobError(JobError.OutOfMemory, message));
        }

        if (!rule.Retry)
        {
            return Permanent($"{message} Its kind says on_oom: fail.");
        }

        if (context is not { AllowedBytes: { } allowed, Kind.MemoryBytes: not null })
        {
            return Transient(message);
        }

        var next = (long)Math.Min(allowed * rule.Factor, Math.Max(allowed, rule.MaxBytes ?? long.MaxValue / 2));
        return next > allowed
            ? Transient($"{message} The next attempt may hold {ByteSize.Show(next)}.")
            : Permanent($"{message} That is the most that its kind allows by on_oom.");
    }

    /// <summary>True where the kernel, and nobody here, ended it for want of memory.</summary>
    /// <param name="exit">How its processes ended.</param>
    /// <param name="startedAt">When they were started, as a timestamp of the counter's clock.</param>
    /// <param name="kills">Whether the kernel has killed of late.</param>
    /// <param name="memoryBytes">All that there is.</param>
    public static bool KilledByKernel(ExitRecord exit, long startedAt, OomCounter kills, long memoryBytes) =>
        (exit.Signal == Sigkill || exit.ExitCode == ShellSaysKilled)
        && (kills.HasRisenSince(startedAt) || (exit is { Signal: Sigkill, PeakRssIsUpperBound: false } && exit.PeakRssBytes >= memoryBytes * NearlyAll));

    /// <summary>Says so.</summary>
    public static string KernelText(ExitRecord exit) =>
        $"Killed by the kernel for want of memory (SIGKILL): its processes held {ByteSize.Show(exit.PeakRssBytes)} at most. Say what it needs by `memory:`, "
        + "or give the worker's container or machine more.";

    private static JobFailure Permanent(string message) => new(new JobError(JobError.OutOfMemory, message), FailureNature.Permanent);

    private static JobFailure Transient(string message) => new(new JobError(JobError.OutOfMemory, message), FailureNature.Transient);
}
