using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>
/// Tenants, their weights and their budgets. A weight counts for jobs that become ready from then on. There is no need to make a tenant known: one without a weight
/// of its own has weight 1.
/// </summary>
public interface IStoreTenants
{
    /// <summary>
    /// Makes the tenants that a project declares those of the list. A weight or a budget is changed where the declaration is another than the project's
    /// last one; so what was set by hand stays until then. One that is declared no more loses what was declared, and keeps what was set by hand.
    /// </summary>
    /// <exception cref="RefusedException">A name or weight out of its range, two of one name, or more than <see cref="IJobStore.MaxBatch"/>.</exception>
    Task DeclareAsync(string project, IReadOnlyList<TenantDefinition> tenants, CancellationToken cancel = default);

    /// <summary>Gives a tenant a weight by hand. Answers with <see cref="ControlResult.Unchanged"/> where it has that weight.</summary>
    Task<ControlReply> SetWeightAsync(TenantDefinition tenant, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Gives a tenant a budget by hand, or takes it away. What was spent today counts at once: the tenant is paused where it is that much, and goes on
    /// where it was paused for its budget and it is not. Answers with <see cref="ControlResult.Unchanged"/> where it has that budget.
    /// </summary>
    Task<ControlReply> SetBudgetAsync(string tenant, Budget? budget, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Lets a tenant that has reached its budget go on, and spend as much as it will, until the next day (UTC). Answers with
    /// <see cref="ControlResult.Unchanged"/> where it is not paused for its budget.
    /// </summary>
    Task<ControlReply> LiftBudgetAsync(string tenant, string actor, CancellationToken cancel = default);

    /// <summary>Lists the tenants that have a weight, a budget or open jobs, by name, with the number of these.</summary>
    Task<IReadOnlyList<TenantRecord>> ListAsync(CancellationToken cancel = default);
}

/// <summary>A tenant and its open jobs.</summary>
/// <param name="Name">Its name; empty for the jobs that are nobody's.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Project">The project that declares it, if any does.</param>
/// <param name="Waiting">Jobs that are blocked, scheduled or ready.</param>
/// <param name="Running">Jobs that run.</param>
public sealed record TenantRecord(string Name, double Weight, string? Project, long Waiting, long Running)
{
    /// <summary>Its budget, if it has one.</summary>
    public Budget? Budget { get; init; }
}

/// <summary>A tenant as a store keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Project">The project that declares it, if any does.</param>
/// <param name="Declared">The weight that the project declared last.</param>
internal sealed record KeptTenant(string Name, double Weight, string? Project, double? Declared)
{
    /// <summary>Its budget.</summary>
    public Budget? Budget { get; init; }

    /// <summary>The budget that the project declared last.</summary>
    public Budget? DeclaredBudget { get; init; }

    /// <summary>The day (UTC) on which a person let it go on beyond its budget.</summary>
    public DateOnly? LiftedOn { get; init; }
}
