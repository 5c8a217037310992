using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Tenants that have a weight or a budget.</summary>
internal sealed class TenantTable(Transaction transaction) : ITenantRows
{
    public IReadOnlyList<KeptTenant> All() => transaction.Sql("Tenants/list_kept").All(ReadKept);

    public IReadOnlyList<KeptTenant> Some(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? [] : transaction.Sql("Tenants/list_budgets").Set("@names", JobLists.WriteTexts([.. names])).All(ReadKept);

    public void Put(KeptTenant tenant) => transaction.Sql("Tenants/upsert")
        .Set("@name", tenant.Name).Set("@weight", tenant.Weight).Set("@step", FairShare.StepOf(tenant.Weight))
        .Set("@project", tenant.Project).Set("@declared", tenant.Declared)
        .Set("@budget", tenant.Budget?.Billionths).Set("@budget_currency", tenant.Budget?.Currency)
        .Set("@declared_budget", tenant.DeclaredBudget?.Billionths).Set("@declared_currency", tenant.DeclaredBudget?.Currency)
        .Set("@lifted_on", tenant.LiftedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Run();

    public void Remove(string name) => transaction.Sql("Tenants/delete").Set("@name", name).Run();

    /// <summary>A row of the list of tenants with their open jobs.</summary>
    public static TenantRecord Read(Row row) => new(row.Text(0), row.DoubleOrNull(1)!.Value, row.TextOrNull(2), row.Long(3), row.Long(4))
    {
        Budget = Budget.OfBillionths(row.LongOrNull(5), row.TextOrNull(6)),
    };

    private static KeptTenant ReadKept(Row row) => new(row.Text(0), row.DoubleOrNull(1)!.Value, row.TextOrNull(2), row.DoubleOrNull(3))
    {
        Budget = Budget.OfBillionths(row.LongOrNull(4), row.TextOrNull(5)),
        DeclaredBudget = Budget.OfBillionths(row.LongOrNull(6), row.TextOrNull(7)),
        LiftedOn = row.TextOrNull(8) is { } day ? DateOnly.Parse(day, CultureInfo.InvariantCulture) : null,
    };
}
