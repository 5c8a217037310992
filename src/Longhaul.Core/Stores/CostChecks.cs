using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Stores;

/// <summary>What is wrong with costs before any store looks at its contents; the same for every store.</summary>
internal static class CostChecks
{
    /// <exception cref="RefusedException">Says which one, and what is wrong.</exception>
    public static void Check(IReadOnlyList<NewCost> costs)
    {
        if (costs.Count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{costs.Count} costs in one call; at most {IJobStore.MaxBatch} are taken");
        }

        foreach (var (index, cost) in costs.Index())
        {
            if (cost.Sequence < 1 || Cost.Complaint(cost.Cost) is not null)
            {
                throw new RefusedException($"cost {index}: {Cost.Complaint(cost.Cost) ?? $"the sequence number {cost.Sequence} is less than 1"}");
            }
        }
    }

    /// <exception cref="RefusedException">A limit or a list out of its range.</exception>
    public static void Check(CostQuery query)
    {
        if (query.Limit is < 1 or > CostQuery.MaxSums || query.Runs?.Count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"a query of costs has a limit of 1 to {CostQuery.MaxSums}, and names at most {IJobStore.MaxBatch} runs");
        }
    }

    /// <summary>The beginning of a day after an instant.</summary>
    public static DateTimeOffset NextDay(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    /// <summary>The day (UTC) of an instant.</summary>
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The first day of the month (UTC) of an instant.</summary>
    public static DateOnly Month(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    /// <summary>The pause of a tenant that has reached its budget.</summary>
    public static PauseRecord Pause(string tenant, Budget budget, DateTimeOffset now) =>
        new(PauseTarget.Tenant(tenant), now, "", $"reached its budget of {budget.Sum} for {Day(now):yyyy-MM-dd}") { Cause = PauseCause.Budget, Until = NextDay(now) };

    /// <summary>What the audit log says of a budget that is reached.</summary>
    public static AuditEntry Entry(BudgetReached reached) => new(
        "longhaul", "BUDGET_REACHED", $"tenant {reached.Tenant}",
        $"spent {Cost.Show(reached.Spent, reached.Budget.Currency)} of {reached.Budget}; paused until {reached.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    /// <summary>What is said to who would set a budget; null where it can be set.</summary>
    public static ControlReply? WhyNotBudget(string tenant, Budget? budget) =>
        TenantChecks.Complaint(new TenantDefinition { Name = tenant, Budget = budget }) is { } complaint ? ControlReplies.Refused(complaint) : null;
}
