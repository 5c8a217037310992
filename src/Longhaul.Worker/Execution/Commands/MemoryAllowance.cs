using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>How much an attempt may hold: what its kind says, and more where attempts before it did not get by with that.</summary>
/// <param name="runs">Knows of earlier attempts.</param>
/// <param name="mostBytes">What the worker and its jobs may hold together: no attempt grows beyond that.</param>
internal sealed class MemoryAllowance(RunReader runs, long mostBytes)
{
    /// <summary>In bytes; null for no limit. The store is asked only where the kind lets it grow and an attempt has failed.</summary>
    public async Task<long?> FindAsync(AttemptContext context, CancellationToken stop)
    {
        if (context is not { Kind: { MemoryBytes: { } first, OnOom: { Retry: true } rule }, Job.Failures: > 0 })
        {
            return context.Kind.MemoryBytes;
        }

        var attempts = await runs.ReadAttemptsAsync(context.Job, stop);
        var grown = rule.AllowedAfter(first, attempts.Count(attempt => attempt.Error?.Code == JobError.OutOfMemory));
        return Math.Min(grown, Math.Max(first, mostBytes));
    }
}
