using Longhaul.Core.Jobs;

namespace Longhaul.Core.Tests.Jobs;

public sealed class BudgetTests
{
    [Theory]
    [InlineData("5.00 USD/day", 5, "USD", "5.00 USD/day")]
    [InlineData(" 0.5   EUR/day", 0.5, "EUR", "0.50 EUR/day")]
    [InlineData("1000000000 JPY/day", 1_000_000_000, "JPY", "1000000000.00 JPY/day")]
    public void What_is_a_budget_is_read(string text, double amount, string currency, string shown)
    {
        Budget.TryParse(text, out var budget).ShouldBeTrue();
        budget.ShouldBe(new Budget((decimal)amount, currency));
        budget.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 USD")]
    [InlineData("5 USD/hour")]
    [InlineData("USD 5/day")]
    [InlineData("-5 USD/day")]
    [InlineData("0 USD/day")]
    [InlineData("0.0000000001 USD/day")]
    [InlineData("1000000000.1 USD/day")]
    [InlineData("99999999999999999999999999999999 USD/day")]
    [InlineData("1e3 USD/day")]
    [InlineData("NaN USD/day")]
    [InlineData("5 usd/day")]
    [InlineData("5 USD EUR/day")]
    public void What_is_none_is_not(string text) => Budget.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Amounts_are_shown_with_all_their_digits_and_at_least_two() =>
        new[] { 0m, 1.5m, 0.000000001m, 1_234_567.89m }.Select(amount => Cost.Show(amount, "USD"))
            .ShouldBe(["0.00 USD", "1.50 USD", "0.000000001 USD", "1234567.89 USD"]);
}
