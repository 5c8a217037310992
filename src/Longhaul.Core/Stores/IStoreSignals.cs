namespace Longhaul.Core.Stores;

/// <summary>Waking up.</summary>
public interface IStoreSignals
{
    /// <summary>Returns true when a job may have become ready since <paramref name="seen"/>, false after the timeout.</summary>
    /// <param name="seen">What <see cref="Version"/> was before the caller last looked for jobs, so that nothing between is missed.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancel">Gives up waiting.</param>
    Task<bool> WaitForChangeAsync(long seen, TimeSpan timeout, CancellationToken cancel = default);

    /// <summary>A number that grows with every change that this process has heard of; read it before looking.</summary>
    long Version { get; }

    /// <summary>
    /// Jobs may have been added that wait for a time, so that promotion looks anew when the next is due. Called on any thread, which must not be kept. A store that cannot tell
    /// calls it at every change. Where it hears of none (behind a pooler; of jobs that were added by SQL) promotion looks at its interval.
    /// </summary>
    event EventHandler? Scheduled;
}
