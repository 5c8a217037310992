using System.Text.Json.Serialization.Metadata;

namespace Longhaul.Core.Jobs;

/// <summary>Runs jobs of one kind in the worker. A command is one handler among others.</summary>
public interface IJobHandler
{
    /// <summary>
    /// Runs one attempt. An exception is a failure by the kind's retry policy; an <see cref="OperationCanceledException"/>
    /// counts as a stop only where <paramref name="stop"/> was really signalled.
    /// </summary>
    /// <param name="context">The attempt.</param>
    /// <param name="stop">Signalled by cancel, timeout, a lost lease or the worker's shutdown.</param>
    Task<Outcome> RunAsync(IJobContext context, CancellationToken stop);
}

/// <summary>What a running attempt may know and say.</summary>
public interface IJobContext
{
    /// <summary>The job as it was when it was claimed.</summary>
    JobRecord Job { get; }

    /// <summary>The attempt.</summary>
    AttemptRef Attempt { get; }

    /// <summary>The kind by which it runs.</summary>
    JobKind Kind { get; }

    /// <summary>Says what it is doing and how far it is; null leaves a value as it is. Sent about once a second.</summary>
    void Report(string? stage = null, double? percent = null, double? etaSeconds = null);

    /// <summary>
    /// Keeps something for the next attempt, as JSON text, within about a second; the next attempt finds it in <see cref="JobRecord.Checkpoint"/>. It may have 256 KiB:
    /// one that is longer is not kept, which is a warning in the attempt's log, and the one before it stays.
    /// </summary>
    void Checkpoint(string json);

    /// <summary>
    /// Does a part of the job once over all attempts: what it gave is with the store when this returns, and later attempts get that instead of doing it again. Waits
    /// for a store that cannot be reached. At least once: a worker that dies while the part is under way, or before the store has it, leaves it to the next attempt.
    /// A job that is run again after it ended well, or with another input, begins anew.
    /// </summary>
    /// <param name="name">Which part, 1 to 100 characters; the same name gives the same result.</param>
    /// <param name="run">Does it. The token is signalled when the attempt is to stop.</param>
    /// <param name="type">How the result is written as JSON; all parts together may have 1 Mi characters. Secrets in it are masked.</param>
    Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> run, JsonTypeInfo<T> type);

    /// <summary>
    /// Says what something cost; it counts whatever becomes of the attempt. What cannot be kept (see <see cref="Jobs.Cost"/>) is a warning in the attempt's log.
    /// </summary>
    /// <param name="component">What was paid for, such as <c>tts</c>.</param>
    /// <param name="amount">How much.</param>
    /// <param name="currency">Three capital letters, as of ISO 4217.</param>
    void Cost(string component, decimal amount, string currency = "USD");

    /// <summary>
    /// The value of a secret: what is stored for the job's tenant, else for the project, else the worker's environment variable of that name.
    /// From then on it is masked in what the attempt logs, reports, puts out and throws.
    /// </summary>
    /// <exception cref="JobFailedException">It is not set, or this worker has no key for it; let it pass, and the job fails with a message that says what to do.</exception>
    Task<string> GetSecretAsync(string name, CancellationToken cancel = default);

    /// <summary>Adds a line to the attempt's log.</summary>
    void Log(LogStream stream, string line);
}

/// <summary>Where a line of an attempt's log came from.</summary>
public enum LogStream
{
    /// <summary>The process's standard output.</summary>
    Out = 0,

    /// <summary>The process's standard error.</summary>
    Error = 1,

    /// <summary>The worker itself.</summary>
    System = 2,
}
