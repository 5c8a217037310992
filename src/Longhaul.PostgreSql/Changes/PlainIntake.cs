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

    public static void Set(Statement sql, IReadOnlyList<NewJob> jobs) => sql
        .Set("@kinds", jobs.Select(job => job.Kind))
        .Set("@queues", jobs.Select(job => job.Queue))
        .Set("@priorities", jobs.Select(job => (short)job.Priority))
        .Set("@tenants", jobs.Select(job => job.Tenant))
        .Set("@steps", jobs.Select(job => job.Step))
        .Set("@inputs", jobs.Select(job => job.Input))
        .Set("@definitions", jobs.Select(job => job.Definition))
        .Set("@exclusive", jobs.Select(job => job.Exclusive))
        .Set("@on_worker_lost", jobs.Select(job => (short)job.OnWorkerLost))
        .Set("@keep_history", jobs.Select(job => job.KeepHistory))
        .Set("@at", jobs.Select(job => WholeMs(job.At)))
        .Set("@delays", jobs.Select(job => WholeMs(job.Delay)));

    private static bool IsPlain(NewJob job) => job is { Parent: null, IsContainer: false, DependsOn.Count: 0, Slots.Count: 0, UniqueKeys.Count: 0 };

    private static DateTimeOffset? WholeMs(DateTimeOffset? at) =>
        at is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null;

    private static TimeSpan? WholeMs(TimeSpan? delay) =>
        delay is { } time ? TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds)) : null;
}
