using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Longhaul.Core.Jobs;

/// <summary>How much a tenant may spend on a day (UTC). Once that much is spent, no more of its jobs are begun until the next day.</summary>
/// <param name="Amount">More than 0, at most <see cref="Cost.MaxAmount"/>, with at most <see cref="Cost.Decimals"/> digits after the point.</param>
/// <param name="Currency">Three capital letters; what is spent in another currency does not count.</param>
public sealed record Budget(decimal Amount, string Currency)
{
    private const string PerDay = "/day";

    /// <summary>The amount and the currency without the day: <c>5.00 USD</c>.</summary>
    public string Sum => Cost.Show(Amount, Currency);

    /// <summary>Reads <c>5.00 USD/day</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Budget? budget)
    {
        ArgumentNullException.ThrowIfNull(text);
        budget = text.EndsWith(PerDay, StringComparison.Ordinal)
            && text[..^PerDay.Length].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var currency]
            && number.Length <= 20
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && new Budget(amount, currency) is var read && Complaint(read) is null ? read : null;
        return budget is not null;
    }

    /// <summary>What is wrong with a budget; null where nothing is.</summary>
    internal static string? Complaint(Budget budget) =>
        (budget.Amount == 0 ? "the amount 0 is not more than nothing" : null)
        ?? Cost.WhatIsWrongWithAmount(budget.Amount) ?? Cost.WhatIsWrongWithCurrency(budget.Currency);

    /// <summary>As <see cref="TryParse"/> reads it: <c>5.00 USD/day</c>.</summary>
    public override string ToString() => Sum + PerDay;

    /// <summary>Equal amounts are equal however many zeros they were written with.</summary>
    internal static Budget? OfBillionths(long? amount, string? currency) =>
        amount is { } known && currency is not null ? new Budget((decimal)known / Cost.BillionthsOfOne, currency) : null;

    internal long Billionths => (long)(Amount * Cost.BillionthsOfOne);
}
