using System.Globalization;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Jobs;

/// <summary>Something that was paid for while a job ran. Amounts are exact: a store keeps whole billionths.</summary>
/// <param name="Component">What was paid for, such as <c>tts</c>: 1 to <see cref="MaxComponent"/> characters.</param>
/// <param name="Amount">How much: 0 to <see cref="MaxAmount"/>, with at most <see cref="Decimals"/> digits after the point.</param>
/// <param name="Currency">Three capital letters, as of ISO 4217.</param>
public sealed record Cost(string Component, decimal Amount, string Currency)
{
    /// <summary>The most characters of a component.</summary>
    public const int MaxComponent = 100;

    /// <summary>The most digits after the point.</summary>
    public const int Decimals = 9;

    /// <summary>The greatest amount.</summary>
    public const decimal MaxAmount = 1_000_000_000;

    /// <summary>The amount in whole billionths.</summary>
    internal long Billionths => (long)(Amount * BillionthsOfOne);

    internal const long BillionthsOfOne = 1_000_000_000;

    /// <summary>What is wrong with a cost, such as <c>the amount -1 is negative</c>; null where nothing is.</summary>
    public static string? Complaint(Cost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return WhatIsWrongWithComponent(cost.Component) ?? WhatIsWrongWithAmount(cost.Amount) ?? WhatIsWrongWithCurrency(cost.Currency);
    }

    /// <summary>An amount of a currency for people, with at least two digits after the point: <c>5.00 USD</c>.</summary>
    public static string Show(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00#######} {currency}");

    internal static string? WhatIsWrongWithCurrency(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper)
        ? null
        : $"the currency \"{Shown.Short(currency ?? "")}\" is not three capital letters";

    internal static string? WhatIsWrongWithAmount(decimal amount) => amount switch
    {
        < 0 => string.Create(CultureInfo.InvariantCulture, $"the amount {amount} is negative"),
        > MaxAmount => string.Create(CultureInfo.InvariantCulture, $"the amount {amount} is more than {MaxAmount}"),
        _ when decimal.Round(amount, Decimals) != amount => string.Create(
            CultureInfo.InvariantCulture, $"the amount {amount} has more than {Decimals} digits after the point"),
        _ => null,
    };

    private static string? WhatIsWrongWithComponent(string? component) => component switch
    {
        null or "" => "the component is empty",
        { Length: > MaxComponent } => $"the component has {component.Length} characters; at most {MaxComponent} are allowed",
        _ when component.Any(char.IsControl) => "the component has control characters",
        _ => null,
    };
}
