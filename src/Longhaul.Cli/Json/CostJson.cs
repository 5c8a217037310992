namespace Longhaul.Cli.Json;

/// <summary>A sum of costs.</summary>
internal sealed record CostSumJson(string Key, string Currency, decimal Amount, long Count)
{
    public static CostSumJson Of(CostSum sum) => new(sum.Key, sum.Currency, sum.Amount, sum.Count);
}

/// <summary>An amount of a currency.</summary>
internal sealed record MoneyJson(string Currency, decimal Amount)
{
    public static IReadOnlyList<MoneyJson> Of(IEnumerable<CostSum> sums) => [.. sums.Select(sum => new MoneyJson(sum.Currency, sum.Amount))];
}

/// <summary>What became of a look at the audit log's chain.</summary>
internal sealed record AuditVerdictJson(bool Unbroken, long Entries, long Last, string Head, string? Problem)
{
    public static AuditVerdictJson Of(AuditVerdict verdict) =>
        new(verdict.Problem is null, verdict.Entries, verdict.Head.Id, verdict.Head.Hash, verdict.Problem);
}
