using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Tenants that have a weight.</summary>
internal sealed class TenantTable(Transaction transaction) : ITenantRows
{
    public IReadOnlyList<TenantWeight> All()
    {
        transaction.Sql("Tenants/lock").First(_ => 0);
        return transaction.Sql("Tenants/list_weights")
            .All(row => new TenantWeight(row.Text(0), row.DoubleOrNull(1)!.Value, row.TextOrNull(2), row.DoubleOrNull(3)));
    }

    public void Put(TenantWeight tenant) => transaction.Sql("Tenants/upsert")
        .Set("@name", tenant.Name).Set("@weight", tenant.Weight).Set("@step", FairShare.StepOf(tenant.Weight))
        .Set("@project", tenant.Project).Set("@declared", tenant.Declared).Run();

    public void Remove(string name) => transaction.Sql("Tenants/delete").Set("@name", name).Run();

    /// <summary>A row of the list of tenants with their open jobs.</summary>
    public static TenantRecord Read(Row row) =>
        new(row.Text(0), row.DoubleOrNull(1)!.Value, row.TextOrNull(2), row.Long(3), row.Long(4));
}
