using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>What attempts said and the store may not have yet.</summary>
internal interface IAttemptOutput
{
    /// <summary>
    /// Brings the attempts' last output and reports, and all that was spent, into the store. Call it before their outcomes are delivered: afterwards the store takes
    /// nothing more of them. Costs nothing where there is nothing to bring.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store is away; nothing is lost, call again.</exception>
    Task FlushAsync(IReadOnlyCollection<AttemptRef> attempts, CancellationToken cancel = default);
}

/// <summary>For a runner whose attempts say nothing.</summary>
internal sealed class NoOutput : IAttemptOutput
{
    public Task FlushAsync(IReadOnlyCollection<AttemptRef> attempts, CancellationToken cancel = default) => Task.CompletedTask;
}
