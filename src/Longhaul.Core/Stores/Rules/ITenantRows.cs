namespace Longhaul.Core.Stores.Rules;

/// <summary>Tenants that have a weight or a budget. What was found may be put back: nobody else changes any meanwhile.</summary>
internal interface ITenantRows
{
    IReadOnlyList<KeptTenant> All();

    /// <summary>Those of some names that have a budget, by name, only to be looked at.</summary>
    IReadOnlyList<KeptTenant> Some(IReadOnlyCollection<string> names);

    /// <summary>Adds or changes one.</summary>
    void Put(KeptTenant tenant);

    void Remove(string name);
}
