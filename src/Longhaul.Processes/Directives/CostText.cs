using System.Globalization;

namespace Longhaul.Processes;

/// <summary>Reads <c>component=tts amount=0.012 currency=USD</c>, in any order.</summary>
internal static class CostText
{
    // More would be rounded as it is read; an amount is exact or refused.
    const int MostDecimals = 9;

    const string Example = "::cost component=tts amount=0.012 currency=USD";

    internal static Directive Parse(string rest)
    {
        var fields = new Dictionary<string, string> { ["component"] = "", ["amount"] = "", ["currency"] = "USD" };
        foreach (var word in rest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=');
            if (equals < 0 || !fields.ContainsKey(word[..equals]))
            {
                return Malformed(word, "is none of component=, amount= and currency=");
            }
            fields[word[..equals]] = word[(equals + 1)..];
        }
        return Check(fields["component"], fields["amount"], fields["currency"]);
    }

    static Directive Check(string component, string amountText, string currency)
    {
        if (component.Length == 0)
        {
            return Malformed(component, "does not say what was paid for");
        }
        if (amountText.IndexOf('.') is var point and >= 0 && amountText.Length - point - 1 > MostDecimals)
        {
            return Malformed(amountText, $"has more than {MostDecimals} digits after the point");
        }
        if (!decimal.TryParse(amountText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return Malformed(amountText, "is not an amount");
        }
        return currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)
            ? new CostDirective(component, amount, currency)
            : Malformed(currency, "is not a currency of three capital letters");
    }

    static MalformedDirective Malformed(string value, string problem) => DirectiveParser.Malformed("cost", value, problem, Example);
}
