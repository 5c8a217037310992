using System.Globalization;

namespace Longhaul.Cli.Output;

/// <summary>What jobs, runs or attempts cost, beside them in a table; the column is only there where any cost something.</summary>
internal sealed class CostColumn(IReadOnlyList<CostSum> sums)
{
    private readonly ILookup<long, CostSum> _byKey = sums.ToLookup(sum => long.Parse(sum.Key, CultureInfo.InvariantCulture));

    /// <summary>Nothing cost anything, or nobody asked.</summary>
    public static CostColumn None { get; } = new([]);

    public bool IsThere => _byKey.Count > 0;

    /// <summary>What one of them cost, in each currency.</summary>
    public IEnumerable<CostSum> Of(long key) => _byKey[key];

    /// <summary>The same for people; empty for nothing.</summary>
    public string Text(long key) => Text(Of(key));

    public static string Text(IEnumerable<CostSum> sums) => string.Join(", ", sums.Select(sum => Cost.Show(sum.Amount, sum.Currency)));
}
