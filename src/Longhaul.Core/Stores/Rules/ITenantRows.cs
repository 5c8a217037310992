namespace Longhaul.Core.Stores.Rules;

/// <summary>Tenants that have a weight. What was found may be put back: nobody else changes any meanwhile.</summary>
internal interface ITenantRows
{
    IReadOnlyList<TenantWeight> All();

    /// <summary>Adds or changes one.</summary>
    void Put(TenantWeight tenant);

    void Remove(string name);
}
