using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// What a tenant spent of a currency on a day, as far as the ledger was summed up. Whole units and billionths are summed apart, so that no sum is
/// too large for the number that holds it.
/// </summary>
/// <param name="Through">The last row of the ledger that is in it.</param>
/// <param name="Whole">Whole units.</param>
/// <param name="Billionths">What is beyond them.</param>
internal readonly record struct SpentSum(long Through, long Whole, long Billionths)
{
    /// <summary>After so many rows a sum is kept, so that the next one begins there: a row is written seldom, and a sum reads little.</summary>
    public const int RowsApart = 500;

    public decimal Amount => Whole + ((decimal)Billionths / Cost.BillionthsOfOne);

    public SpentSum Plus(SpentSum more)
    {
        var billionths = Billionths + more.Billionths;
        return new SpentSum(
            Math.Max(Through, more.Through), Whole + more.Whole + (billionths / Cost.BillionthsOfOne), billionths % Cost.BillionthsOfOne);
    }
}
