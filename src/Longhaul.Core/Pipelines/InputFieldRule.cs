using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longhaul.Core.Pipelines;

/// <summary>The limits of one input field.</summary>
internal static class InputFieldRule
{
    /// <summary>A pattern that needs longer than this for one value is refused, so that no input can hold up the caller.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>What the field wants, in words.</summary>
    public static string Expected(InputField field) =>
        field.OneOf.Count > 0 ? "one of " + string.Join(", ", field.OneOf) : TypeName(field.Type);

    /// <summary>The first rule that the value breaks, as the end of a sentence; null where it breaks none.</summary>
    public static string? FirstBroken(InputField field, JsonElement value)
    {
        var shown = $"is {Shown.Short(value.GetRawText())}";
        return !HasType(field.Type, value) ? $"{shown}, which is not {TypeName(field.Type)}"
            : field.OneOf.Count > 0 && !field.OneOf.Contains(JsonText.Plain(value)) ? $"{shown}; it must be {Expected(field)}{Hint(field, value)}"
            : value.ValueKind == JsonValueKind.String ? BrokenText(field, JsonText.StringOf(value)!, shown)
            : value.ValueKind == JsonValueKind.Number ? BrokenNumber(field, value.GetDouble(), shown)
            : null;
    }

    private static string? BrokenText(InputField field, string text, string shown)
    {
        var length = text.EnumerateRunes().Count();
        return length > field.MaxLength ? $"{shown}, {length} characters long; at most {field.MaxLength} are allowed"
            : field.Pattern is { } pattern ? BrokenPattern(pattern, text, shown)
            : null;
    }

    private static string? BrokenPattern(string pattern, string text, string shown)
    {
        try
        {
            return Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, PatternTimeout)
                ? null
                : $"{shown}, which does not match the pattern {pattern}";
        }
        catch (RegexMatchTimeoutException)
        {
            return $"{shown}, which could not be matched with the pattern {pattern} within {PatternTimeout.TotalMilliseconds} ms";
        }
    }

    private static string? BrokenNumber(InputField field, double number, string shown) =>
        number < field.Min ? $"{shown}; it must be at least {field.Min}"
        : number > field.Max ? $"{shown}; it must be at most {field.Max}"
        : null;

    private static string Hint(InputField field, JsonElement value) =>
        NearestName.Find(JsonText.Plain(value), field.OneOf) is { } near ? $"; did you mean `{near}`?" : "";

    private static bool HasType(InputType type, JsonElement value) => type switch
    {
        InputType.String => value.ValueKind == JsonValueKind.String && JsonText.StringOf(value) is not null,
        InputType.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        InputType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number),
        InputType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        InputType.Object => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Array,
    };

    private static string TypeName(InputType type) => type switch
    {
        InputType.String => "text",
        InputType.Integer => "a whole number",
        InputType.Number => "a number",
        InputType.Boolean => "true or false",
        InputType.Object => "a JSON object",
        _ => "a JSON list",
    };
}
