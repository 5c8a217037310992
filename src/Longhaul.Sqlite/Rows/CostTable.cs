using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>What jobs cost.</summary>
internal sealed class CostTable(Transaction transaction) : ICostRows
{
    public int Add(IReadOnlyList<NewCost> costs) => costs.Sum(Add);

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

    // Nobody else writes while a call does.
    public void Lock(IReadOnlyCollection<string> tenants)
    {
    }

    public int Prune(TimeSpan keep, int limit) => transaction.Sql("Costs/prune")
        .Set("@before", transaction.NowMs - (long)keep.TotalMilliseconds).Set("@limit", (long)limit).Run();

    public static IReadOnlyList<CostSum> Sum(Database db, CostQuery query)
    {
        CostChecks.Check(query);
        return db.Sql("Costs/sum")
            .Set("@by", (long)query.By).Set("@limit", (long)query.Limit).Set("@tenant", query.Tenant).Set("@currency", query.Currency).Set("@job", query.Job)
            .Set("@since", query.Since?.ToUnixTimeMilliseconds()).Set("@until", query.Until?.ToUnixTimeMilliseconds())
            .Set("@runs", query.Runs is { } runs ? $"[{string.Join(',', runs)}]" : null)
            .All(row => new CostSum(row.Text(0), row.Text(1), new SpentSum(0, row.Long(2), row.Long(3)).Amount, row.Long(4)));
    }

    private int Add(NewCost cost) => transaction.Sql("Costs/insert")
        .Set("@job_id", cost.Attempt.JobId).Set("@instance", cost.Attempt.Token.Instance.ToString("N")).Set("@claim", cost.Attempt.Token.Claim)
        .Set("@sequence", cost.Sequence).Set("@root_id", cost.RootId).Set("@step", cost.Step).Set("@kind", cost.Kind).Set("@tenant", cost.Tenant)
        .Set("@attempt", cost.AttemptNumber).Set("@component", cost.Cost.Component).Set("@amount", cost.Cost.Billionths)
        .Set("@currency", cost.Cost.Currency).Set("@now", transaction.NowMs).Set("@day", Text(CostChecks.Day(transaction.Now))).Run();

    private Statement Of(string statement, string tenant, string currency, DateOnly day) =>
        transaction.Sql(statement).Set("@tenant", tenant).Set("@currency", currency).Set("@day", Text(day));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
