using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What is wrong with limits before any store looks at its contents, and the sentences about them; the same for every store.</summary>
public static class LimitChecks
{
    private const int MaxProject = 255;

    /// <summary>Refuses limits that no queue can have.</summary>
    /// <exception cref="RefusedException">Says which queue and value.</exception>
    public static void Check(string project, IReadOnlyList<QueueLimit> limits)
    {
        Require(limits.Count <= IJobStore.MaxBatch, $"{limits.Count} queues with limits in one project; at most {IJobStore.MaxBatch} are taken");
        Require(project.Length is >= 1 and <= MaxProject, $"the project's name has {project.Length} characters; 1 to {MaxProject} are allowed");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var limit in limits)
        {
            Require(names.Add(limit.Queue), $"the limits of queue `{limit.Queue}` are set twice");
            Require(Complaint(limit) is null, Complaint(limit) ?? "");
            Require(!limit.IsNone, $"queue `{limit.Queue}` is named without a limit or a rate");
        }
    }

    /// <summary>Why a queue cannot have these limits; null where it can.</summary>
    public static string? Complaint(QueueLimit limit) => limit switch
    {
        { Queue.Length: < 1 or > 100 } => $"the name of a queue has 1 to 100 characters, not {limit.Queue.Length}",
        { Running: < 1 or > QueueLimit.MostRunning } => $"the limit of a queue is 1 to {QueueLimit.MostRunning}, not {limit.Running}",
        { Rate.IsInRange: false } =>
            $"the rate of a queue is 1 to {Rate.MostStarts} in a time of 100ms to 31d, not {limit.Rate.Value.Starts} in {limit.Rate.Value.Window.TotalMilliseconds:0.###} ms",
        _ => null,
    };

    /// <summary>For the audit log: what the limits are, such as <c>limit 3, rate 10/min</c>.</summary>
    public static string Detail(QueueLimit limit) => limit.IsNone
        ? "none"
        : string.Join(", ", new[] { limit.Running is { } most ? $"limit {most}" : null, limit.Rate is { } rate ? $"rate {rate}" : null }.OfType<string>());

    /// <summary>The limits are as they were wished to be.</summary>
    public static ControlReply SoAlready(QueueLimit limit) =>
        new(ControlResult.Unchanged, limit.IsNone ? $"queue {limit.Queue} has no limits" : $"queue {limit.Queue} has these limits already: {Detail(limit)}");

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new RefusedException(problem);
        }
    }
}
