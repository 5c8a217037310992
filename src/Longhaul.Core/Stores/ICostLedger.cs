using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What jobs cost: append only. Money that is spent counts, whatever became of the attempt that spent it.</summary>
public interface ICostLedger
{
    /// <summary>
    /// Adds costs. One that is there already (same job, token and sequence) is not added again; nothing is asked of the job, which may be over, or gone.
    /// In the same transaction a tenant whose sum of the day (UTC, by the store's clock) reaches its budget is paused until the next day, with an entry
    /// <c>BUDGET_REACHED</c> in the audit log.
    /// </summary>
    /// <exception cref="RefusedException">One is not acceptable, or there are more than <see cref="IJobStore.MaxBatch"/>; nothing was changed.</exception>
    Task<CostsAdded> AddAsync(IReadOnlyList<NewCost> costs, CancellationToken cancel = default);

    /// <summary>Sums costs by group; sums of different currencies are never put together.</summary>
    Task<IReadOnlyList<CostSum>> SumAsync(CostQuery query, CancellationToken cancel = default);

    /// <summary>
    /// Removes costs older than now − <paramref name="keep"/>. A store that <see cref="StoreCapabilities.RetainsByDay"/> removes whole months: those of
    /// attempts that were claimed in a month (UTC), once all that was spent by them is older.
    /// </summary>
    /// <returns>How many were removed; at least <paramref name="limit"/> where there may be more to do.</returns>
    Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel = default);
}

/// <summary>A cost to keep, with all that it is summed by.</summary>
/// <param name="Attempt">The attempt that spent it.</param>
/// <param name="Sequence">Its number within the attempt, from 1.</param>
/// <param name="Cost">What was spent.</param>
public sealed record NewCost(AttemptRef Attempt, long Sequence, Cost Cost)
{
    /// <summary>The run that the job belongs to; the job itself where it belongs to none.</summary>
    public required long RootId { get; init; }

    /// <summary>The job's step.</summary>
    public string? Step { get; init; }

    /// <summary>The job's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose job it is; empty for nobody's.</summary>
    public required string Tenant { get; init; }

    /// <summary>The attempt's number, from 1.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>When the attempt was claimed, by the store's clock.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>A cost of a job that runs.</summary>
    public static NewCost Of(JobRecord job, AttemptRef attempt, long sequence, Cost cost)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new NewCost(attempt, sequence, cost)
        {
            RootId = job.RootId,
            Step = job.Step,
            Kind = job.Kind,
            Tenant = job.Tenant,
            AttemptNumber = job.Attempt,
            ClaimedAt = job.ClaimedAt ?? job.CreatedAt,
        };
    }
}

/// <summary>What became of new costs.</summary>
/// <param name="Added">How many were not there before.</param>
/// <param name="Reached">The budgets that were reached with them.</param>
public sealed record CostsAdded(int Added, IReadOnlyList<BudgetReached> Reached);

/// <summary>A budget that was reached.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Budget">The budget.</param>
/// <param name="Spent">What was spent on the day.</param>
/// <param name="Until">When the tenant's jobs go on: the beginning of the next day.</param>
public sealed record BudgetReached(string Tenant, Budget Budget, decimal Spent, DateTimeOffset Until);

/// <summary>By what costs are summed.</summary>
public enum CostGrouping
{
    /// <summary>All together.</summary>
    None = 0,

    /// <summary>By tenant, the empty one first.</summary>
    Tenant = 1,

    /// <summary>By what was paid for.</summary>
    Component = 2,

    /// <summary>By kind of job.</summary>
    Kind = 3,

    /// <summary>By run, or by job where it belongs to none; the newest first.</summary>
    Run = 4,

    /// <summary>By day (UTC), written <c>2026-11-26</c>; the last first.</summary>
    Day = 5,

    /// <summary>By job, the newest first.</summary>
    Job = 6,

    /// <summary>By the attempt's number, the last first; makes sense within a job.</summary>
    Attempt = 7,
}

/// <summary>Which costs are summed.</summary>
/// <param name="By">By what.</param>
/// <param name="Limit">The most sums, 1 to <see cref="MaxSums"/>: the first ones in their order.</param>
public sealed record CostQuery(CostGrouping By, int Limit = IJobStore.MaxBatch)
{
    /// <summary>The most sums of one query: enough for each job of the largest run.</summary>
    public const int MaxSums = 100_000;

    /// <summary>Only of this tenant; empty for nobody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only from this instant on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only in this currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Only of these runs, at most <see cref="IJobStore.MaxBatch"/>; null for all.</summary>
    public IReadOnlyList<long>? Runs { get; init; }

    /// <summary>Only of this job.</summary>
    public long? Job { get; init; }
}

/// <summary>A sum of costs.</summary>
/// <param name="Key">What they have in common: a name, a number or a day, as the grouping says; empty where all are summed.</param>
/// <param name="Currency">Their currency.</param>
/// <param name="Amount">How much.</param>
/// <param name="Count">How many they are.</param>
public sealed record CostSum(string Key, string Currency, decimal Amount, long Count);
