using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// New jobs that stand for themselves, a whole batch in one statement. Only a short cut: without it the same jobs go by the rules.
/// </summary>
internal static class PlainIntake
{
    public static bool MayTry(IReadOnlyList<NewJob> jobs) => jobs.Count > 0 && jobs.All(IsPlain);

    /// <summary>Sets the values of the statement that adds them.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="ids">Their ids; null where they get the next ones.</param>
    public static void Set(Statement sql, IReadOnlyList<NewJob> jobs, IReadOnlyList<long>? ids = null) => sql
        .Set("@inputs", jobs.Select(job => job.Input))
        .Set("@kinds", Shared(jobs, job => job.Kind))
        .Set("@queues", Shared(jobs, job => job.Queue))
        .Set("@priorities", Shared(jobs, job => (short)job.Priority))
        .Set("@tenants", Shared(jobs, job => job.Tenant))
        .Set("@steps", jobs.Select(job => job.Step))
        .Set("@definitions", jobs.Select(job => job.Definition))
        .Set("@exclusive", Shared(jobs, job => job.Exclusive))
        .Set("@on_worker_lost", Shared(jobs, job => (short)job.OnWorkerLost))
        .Set("@keep_history", Shared(jobs, job => job.KeepHistory))
        .Set("@at", jobs.Select(job => WholeMs(job.At)))
        .Set("@delays", jobs.Select(job => WholeMs(job.Delay)))
        .Set("@ids", ids);

    /// <summary>The jobs of a call mostly have the same kind, queue and so on, which is then sent, read and unfolded once.</summary>
    private static IEnumerable<T> Shared<T>(IReadOnlyList<NewJob> jobs, Func<NewJob, T> value)
    {
        var first = value(jobs[0]);
        return jobs.All(job => EqualityComparer<T>.Default.Equals(value(job), first)) ? [first] : jobs.Select(value);
    }

    /// <summary>It may have to wait for a time.</summary>
    public static bool IsScheduled(NewJob job) => job.At is not null || job.Delay is not null;

    private static bool IsPlain(NewJob job) => job is { Parent: null, IsContainer: false, DependsOn.Count: 0, Slots.Count: 0, UniqueKeys.Count: 0 };

    private static DateTimeOffset? WholeMs(DateTimeOffset? at) =>
        at is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null;

    private static TimeSpan? WholeMs(TimeSpan? delay) =>
        delay is { } time ? TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds)) : null;
}
