using System.Text.Json;
using System.Text.RegularExpressions;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes fields of the keys of inputs.</summary>
internal static class InputBuilder
{
    public static InputField Build(YamlText name, InputKeys input, Problems problems)
    {
        CheckLimits(name, input, problems);
        var field = new InputField
        {
            Name = name.Value,
            Type = input.Type,
            Required = input.Required,
            MaxLength = input.MaxLength,
            Min = input.Min,
            Max = input.Max,
            OneOf = [.. input.OneOf.Select(word => word.Value)],
            Pattern = Usable(input.Pattern, problems),
        };
        return input.Default is { } value ? field with { Default = Default(field, value, problems) } : field;
    }

    private static void CheckLimits(YamlText name, InputKeys input, Problems problems)
    {
        var isText = input.Type == InputType.String;
        var isNumber = input.Type is InputType.Integer or InputType.Number;
        RefuseUnless(isText, ["max_length", "pattern"], "`type: string`");
        RefuseUnless(isNumber, ["min", "max"], "`type: integer` and `type: number`");
        RefuseUnless(isText || isNumber, ["one_of"], "text and numbers");
        if (input.Min > input.Max)
        {
            problems.Add(name.Place, $"the input `{name.Value}` has a `min` of {input.Min}, which is more than its `max` of {input.Max}");
        }

        if (input.Required && input.Default is not null)
        {
            problems.Add(name.Place, $"the input `{name.Value}` is required and has a default; keep one");
        }

        void RefuseUnless(bool fits, string[] keys, string where)
        {
            foreach (var key in keys.Where(key => !fits && input.Seen.Contains(key)))
            {
                problems.Add(name.Place, $"the input `{name.Value}` has `{key}`, which belongs to {where} only");
            }
        }
    }

    private static string? Usable(YamlText? pattern, Problems problems)
    {
        try
        {
            if (pattern is not null)
            {
                _ = new Regex(pattern.Value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            }

            return pattern?.Value;
        }
        catch (ArgumentException error)
        {
            problems.Add(pattern!.Place, $"the pattern {pattern.What} is no regular expression: {error.Message}");
            return null;
        }
    }

    private static string? Default(InputField field, YamlNode value, Problems problems)
    {
        // Text needs no quotes where text is declared: 1.0 stays "1.0".
        var json = field.Type == InputType.String && value is YamlText { IsNull: false } text ? YamlJson.Text(text) : YamlJson.Of(value);
        if (PipelineInput.WhatIsWrong(field, JsonElement.Parse(json)) is { } wrong)
        {
            problems.Add(value.Place, $"the default of the input `{field.Name}` {wrong}");
            return null;
        }

        return json;
    }
}
