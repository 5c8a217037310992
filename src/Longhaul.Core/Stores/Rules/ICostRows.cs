namespace Longhaul.Core.Stores.Rules;

/// <summary>What jobs cost.</summary>
internal interface ICostRows
{
    /// <summary>Adds those that are not there yet; answers with how many. Nobody else adds any of the same tenants' meanwhile.</summary>
    int Add(IReadOnlyList<NewCost> costs);

    /// <summary>What a tenant spent of a currency on a day.</summary>
    decimal Spent(string tenant, string currency, DateOnly day);

    /// <summary>Keeps others from adding costs of these tenants; asked once in a call.</summary>
    void Lock(IReadOnlyCollection<string> tenants);
}
