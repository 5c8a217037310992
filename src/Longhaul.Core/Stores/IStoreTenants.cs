using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>
/// Tenants and their weights. A weight counts for jobs that become ready from then on. There is no need to make a tenant known: one without a weight
/// of its own has weight 1.
/// </summary>
public interface IStoreTenants
{
    /// <summary>
    /// Makes the tenants that a project declares those of the list. A weight is changed where the declaration is another than the project's
    /// last one; so a weight set by hand stays until then. One that is declared no more loses its weight, if that was the declared one.
    /// </summary>
    /// <exception cref="RefusedException">A name or weight out of its range, two of one name, or more than <see cref="IJobStore.MaxBatch"/>.</exception>
    Task DeclareAsync(string project, IReadOnlyList<TenantDefinition> tenants, CancellationToken cancel = default);

    /// <summary>Gives a tenant a weight by hand. Answers with <see cref="ControlResult.Unchanged"/> where it has that weight.</summary>
    Task<ControlReply> SetWeightAsync(TenantDefinition tenant, string actor, CancellationToken cancel = default);

    /// <summary>Lists the tenants that have a weight or open jobs, by name, with the number of these.</summary>
    Task<IReadOnlyList<TenantRecord>> ListAsync(CancellationToken cancel = default);
}

/// <summary>A tenant and its open jobs.</summary>
/// <param name="Name">Its name; empty for the jobs that are nobody's.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Project">The project that declares it, if any does.</param>
/// <param name="Waiting">Jobs that are blocked, scheduled or ready.</param>
/// <param name="Running">Jobs that run.</param>
public sealed record TenantRecord(string Name, double Weight, string? Project, long Waiting, long Running);

/// <summary>A tenant's weight as a store keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Project">The project that declares it, if any does.</param>
/// <param name="Declared">The weight that the project declared last.</param>
internal sealed record TenantWeight(string Name, double Weight, string? Project, double? Declared);
