using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>How values of conditions compare.</summary>
internal static class ConditionValues
{
    public static JsonElement True { get; } = JsonElement.Parse("true");

    public static JsonElement False { get; } = JsonElement.Parse("false");

    public static JsonElement Null { get; } = JsonElement.Parse("null");

    public static JsonElement Of(bool value) => value ? True : False;

    public static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.StringOf(value) is not ("" or "false"),
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.True => true,
        _ => false,
    };

    /// <summary>Compares two values by an operator.</summary>
    /// <exception cref="TemplateException">They cannot be compared so.</exception>
    public static bool Compare(JsonElement left, string by, JsonElement right) => by switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "in" => IsIn(left, right),
        "<" => Order(left, by, right) < 0,
        "<=" => Order(left, by, right) <= 0,
        ">" => Order(left, by, right) > 0,
        _ => Order(left, by, right) >= 0,
    };

    // What commands put out by ::output is JSON where it can be, so that 5 may come as a number and as text.
    private static bool AreEqual(JsonElement left, JsonElement right) =>
        JsonElement.DeepEquals(left, right)
        || (left.ValueKind != right.ValueKind && IsPlain(left) && IsPlain(right) && JsonText.Plain(left) == JsonText.Plain(right));

    private static bool IsPlain(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static bool IsIn(JsonElement left, JsonElement right) => right.ValueKind switch
    {
        JsonValueKind.Array => right.EnumerateArray().Any(item => AreEqual(left, item)),
        JsonValueKind.String when left.ValueKind == JsonValueKind.String => JsonText.Plain(right).Contains(JsonText.Plain(left), StringComparison.Ordinal),
        JsonValueKind.Object => right.TryGetProperty(JsonText.Plain(left), out _),
        JsonValueKind.Null => false,
        _ => throw new TemplateException($"the condition asks whether something is in {Shown.Short(right.GetRawText())}, which is no list, text or object") { ShowsValue = true },
    };

    private static int Order(JsonElement left, string by, JsonElement right) => (Number(left), Number(right)) switch
    {
        ({ } one, { } other) => one.CompareTo(other),
        _ when left.ValueKind == JsonValueKind.String && right.ValueKind == JsonValueKind.String => string.CompareOrdinal(JsonText.Plain(left), JsonText.Plain(right)),
        _ => throw new TemplateException(
            $"the condition asks whether {Shown.Short(left.GetRawText())} {by} {Shown.Short(right.GetRawText())}, but these cannot be compared by size") { ShowsValue = true },
    };

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(JsonText.Plain(value), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
