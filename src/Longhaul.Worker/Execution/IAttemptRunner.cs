using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution;

/// <summary>Runs one claimed attempt from start to outcome. Never throws: whatever happens is an outcome.</summary>
internal interface IAttemptRunner
{
    /// <summary>
    /// Runs the attempt. When this returns, nothing of it is alive, its last output is handed to the output loop, and its artifacts are in
    /// place. A stop for <see cref="StopReason.Shutdown"/> gives <see cref="Outcome.Released"/>, for <see cref="StopReason.Cancelled"/> a
    /// cancelled outcome, for <see cref="StopReason.TimedOut"/> what the retry policy makes of a timeout.
    /// </summary>
    Task<Outcome> RunAsync(JobRecord job, AttemptStop stop);
}
