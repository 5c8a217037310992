using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>
/// How many jobs of a queue may run at once and how many may start within a time, over all workers. Claims keep to it: what it holds back stays
/// ready, in its place. The last word on a queue counts, whoever says it.
/// </summary>
public interface IQueueLimits
{
    /// <summary>
    /// Makes the limits that a project sets those of the list: adds, changes, and takes away what this project set before and does not set any more.
    /// Limits that other projects or people set stay, except where the list names the same queue: a queue has one set of limits, and is without any when the project
    /// that set them last does so no more.
    /// </summary>
    /// <returns>The limits of other projects that others took the place of.</returns>
    /// <exception cref="RefusedException">A queue twice, a name that is none, or a number out of its range.</exception>
    Task<IReadOnlyList<TakenLimit>> DeclareAsync(string project, IReadOnlyList<QueueLimit> limits, CancellationToken cancel = default);

    /// <summary>Sets the limits of one queue, or takes them away; they stand until somebody sets or declares others. Written to the audit log.</summary>
    Task<ControlReply> SetAsync(QueueLimit limit, string actor, CancellationToken cancel = default);
}

/// <summary>The limits of a queue over all workers.</summary>
/// <param name="Queue">Which: 1 to 100 characters.</param>
/// <param name="Running">
/// The most jobs of it that are claimed and not over, 1 to <see cref="MostRunning"/>; null for any number. Those of a lost worker count until they are
/// rescued, which is after <see cref="LeasePolicy.ExclusiveTicks"/> unless its death is proven. Where more run already, those go on to their end.
/// </param>
/// <param name="Rate">
/// The most claims within any window, by the store's clock in whole milliseconds; null for any number. Every attempt counts, also one that is given
/// back. Counted from when the rate was set.
/// </param>
public sealed record QueueLimit(string Queue, int? Running = null, Rate? Rate = null)
{
    /// <summary>The highest limit.</summary>
    public const int MostRunning = 10_000;

    /// <summary>Neither of the two is set.</summary>
    public bool IsNone => Running is null && Rate is null;
}

/// <summary>The limits of a queue that one project set, and another one set otherwise.</summary>
/// <param name="Project">The project that set them before.</param>
/// <param name="Before">What they were.</param>
/// <param name="Now">What they are.</param>
public sealed record TakenLimit(string Project, QueueLimit Before, QueueLimit Now);
