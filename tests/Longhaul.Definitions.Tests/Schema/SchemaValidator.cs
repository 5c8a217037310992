using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Tests.Schema;

/// <summary>As much of JSON Schema as our own schema uses; a word it does not know is an error.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private static readonly HashSet<string> Ignored = ["$schema", "$id", "$defs", "title", "description", "default"];

    /// <summary>The first place where the value breaks the schema; null where it does not.</summary>
    public string? FirstFault(JsonElement value) => FirstFault(root, value, "$");

    private string? FirstFault(JsonElement schema, JsonElement value, string path) => schema.ValueKind switch
    {
        JsonValueKind.True => null,
        JsonValueKind.False => $"{path}: nothing is allowed here",
        _ => schema.EnumerateObject().Where(word => !Ignored.Contains(word.Name))
            .Select(word => Fault(word, schema, value, path)).FirstOrDefault(fault => fault is not null),
    };

    private string? Fault(JsonProperty word, JsonElement schema, JsonElement value, string path) => word.Name switch
    {
        "$ref" => FirstFault(Definition(word.Value.GetString()!), value, path),
        "not" => FirstFault(word.Value, value, path) is null ? $"{path}: matches what it must not" : null,
        "allOf" => word.Value.EnumerateArray().Select(part => FirstFault(part, value, path)).FirstOrDefault(fault => fault is not null),
        "anyOf" => word.Value.EnumerateArray().Any(choice => FirstFault(choice, value, path) is null) ? null : $"{path}: none of its forms",
        "oneOf" => word.Value.EnumerateArray().Count(choice => FirstFault(choice, value, path) is null) == 1 ? null : $"{path}: not exactly one of its forms",
        "type" => IsOfType(word.Value, value) ? null : $"{path}: type {value.ValueKind}",
        "enum" => word.Value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)) ? null : $"{path}: not in enum",
        _ => ObjectFault(word, schema, value, path) ?? ListFault(word, value, path) ?? ScalarFault(word, value, path),
    };

    private string? ObjectFault(JsonProperty word, JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var count = value.EnumerateObject().Count();
        return word.Name switch
        {
            "required" => word.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}: {name} is missing").FirstOrDefault(),
            "minProperties" => count < word.Value.GetInt32() ? $"{path}: too few" : null,
            "maxProperties" => count > word.Value.GetInt32() ? $"{path}: too many" : null,
            "propertyNames" => value.EnumerateObject().Select(member => FirstFault(word.Value, JsonElement.Parse(JsonSerializer.Serialize(member.Name)), $"{path}.{member.Name}")).FirstOrDefault(fault => fault is not null),
            "properties" => word.Value.EnumerateObject().Where(known => value.TryGetProperty(known.Name, out _)).Select(known => FirstFault(known.Value, value.GetProperty(known.Name), $"{path}.{known.Name}")).FirstOrDefault(fault => fault is not null),
            "additionalProperties" => value.EnumerateObject().Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _)).Select(member => FirstFault(word.Value, member.Value, $"{path}.{member.Name}")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private string? ListFault(JsonProperty word, JsonElement value, string path) => value.ValueKind != JsonValueKind.Array ? null : word.Name switch
    {
        "items" => value.EnumerateArray().Select((item, index) => FirstFault(word.Value, item, $"{path}[{index}]")).FirstOrDefault(fault => fault is not null),
        "minItems" => value.GetArrayLength() < word.Value.GetInt32() ? $"{path}: too few" : null,
        "uniqueItems" => value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() < value.GetArrayLength() ? $"{path}: twice" : null,
        _ => null,
    };

    private static string? ScalarFault(JsonProperty word, JsonElement value, string path) => word.Name switch
    {
        "pattern" => value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, word.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? $"{path}: does not match {word.Value}" : null,
        "minLength" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length < word.Value.GetInt32() ? $"{path}: too short" : null,
        "maxLength" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > word.Value.GetInt32() ? $"{path}: too long" : null,
        "minimum" => value.ValueKind == JsonValueKind.Number && value.GetDouble() < word.Value.GetDouble() ? $"{path}: too small" : null,
        "maximum" => value.ValueKind == JsonValueKind.Number && value.GetDouble() > word.Value.GetDouble() ? $"{path}: too large" : null,
        "required" or "minProperties" or "maxProperties" or "propertyNames" or "properties" or "additionalProperties" or "items" or "minItems" or "uniqueItems" => null,
        _ => throw new InvalidOperationException($"the validator does not know `{word.Name}`"),
    };

    private JsonElement Definition(string reference) => root.GetProperty("$defs").GetProperty(reference.Replace("#/$defs/", "", StringComparison.Ordinal));

    private static bool IsOfType(JsonElement types, JsonElement value) =>
        (types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Select(type => type.GetString()) : [types.GetString()]).Any(type => type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind == JsonValueKind.Null,
        });
}
