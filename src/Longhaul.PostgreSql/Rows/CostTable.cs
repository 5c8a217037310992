using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What jobs cost.</summary>
internal sealed class CostTable(Transaction transaction) : ICostRows
{
    public int Add(IReadOnlyList<NewCost> costs) => costs.Count == 0 ? 0 : transaction.Sql("Costs/insert")
        .Set("@job_ids", costs.Select(cost => cost.Attempt.JobId)).Set("@instances", costs.Select(cost => cost.Attempt.Token.Instance))
        .Set("@claims", costs.Select(cost => cost.Attempt.Token.Claim)).Set("@sequences", costs.Select(cost => cost.Sequence))
        .Set("@root_ids", costs.Select(cost => cost.RootId)).Set("@steps", costs.Select(cost => cost.Step)).Set("@kinds", costs.Select(cost => cost.Kind))
        .Set("@tenants", costs.Select(cost => cost.Tenant)).Set("@attempts", costs.Select(cost => cost.AttemptNumber))
        .Set("@components", costs.Select(cost => cost.Cost.Component)).Set("@amounts", costs.Select(cost => cost.Cost.Billionths))
        .Set("@currencies", costs.Select(cost => cost.Cost.Currency)).Set("@months", costs.Select(cost => CostChecks.Month(cost.ClaimedAt)))
        .Set("@now", transaction.Now).Run();

    public decimal Spent(string tenant, string currency, DateOnly day)
    {
        var known = Of("Costs/find_spent", tenant, currency, day).First(row => new SpentSum(row.Long(0), row.Long(1), row.Long(2)));
        var (more, rows) = Of("Costs/sum_beyond", tenant, currency, day).Set("@through", known.Through)
            .First(row => (new SpentSum(row.Long(0), row.Long(1), row.Long(2)), row.Long(3)));
        var sum = known.Plus(more);
        if (rows >= SpentSum.RowsApart)
        {
            Of("Costs/keep_spent", tenant, currency, day)
                .Set("@through", sum.Through).Set("@whole", sum.Whole).Set("@billionths", sum.Billionths).Run();
        }

        return sum.Amount;
    }

    public void Lock(IReadOnlyCollection<string> tenants)
    {
        if (tenants.Count > 0)
        {
            transaction.Sql("Costs/lock").Set("@tenants", tenants).All(_ => 0);
        }
    }

    /// <summary>Makes the partitions that these go to, before anything is locked.</summary>
    public void MakeMonths(IEnumerable<NewCost> costs) => transaction.Sql("Costs/make_months")
        .Set("@months", costs.Select(cost => CostChecks.Month(cost.ClaimedAt)).Distinct().Order()).All(_ => 0);

    public static async Task<IReadOnlyList<CostSum>> SumAsync(Runner runner, CostQuery query, CancellationToken cancel)
    {
        CostChecks.Check(query);
        return await runner.QueryAsync(
            "Costs/sum",
            sql => sql.Set("@by", (int)query.By).Set("@limit", query.Limit).Set("@tenant", query.Tenant).Set("@currency", query.Currency)
                .Set("@job", query.Job).Set("@since", query.Since).Set("@until", query.Until).Set("@runs", query.Runs),
            row => new CostSum(row.Text(0), row.Text(1), new SpentSum(0, row.Long(2), row.Long(3)).Amount, row.Long(4)),
            cancel).ConfigureAwait(false);
    }

    private Statement Of(string statement, string tenant, string currency, DateOnly day) =>
        transaction.Sql(statement).Set("@tenant", tenant).Set("@currency", currency).Set("@day", day);
}
