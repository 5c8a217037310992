using System.Text.Json;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>Checks the input of a run against the fields that its pipeline declares.</summary>
public static class PipelineInput
{
    /// <summary>The input with defaults filled in, as a JSON object with the fields in the order of their declaration.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="json">JSON text as the caller gave it.</param>
    /// <exception cref="RefusedException">It is no JSON object, or a field is unknown, missing or not as declared.</exception>
    public static string Normalise(PipelineDefinition pipeline, string json)
    {
        var given = InputText.ReadObject(json);
        RefuseUnknown(pipeline, given);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var field in pipeline.Input)
            {
                WriteField(writer, field, given);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>
    /// Of what a person gave to a step the fields for the pipeline of which it consists, as JSON text. What the run has as well and the pipeline has not may be for the step's list or condition; what
    /// neither has stays, to be refused by its name.
    /// </summary>
    internal static string Given(PipelineDefinition pipeline, JsonElement given, JsonElement run)
    {
        var names = pipeline.Input.Select(field => field.Name).ToHashSet();
        return Some(given, member => names.Contains(member.Name) || !run.TryGetProperty(member.Name, out _));
    }

    /// <summary>Of an input the fields that a pipeline has as well, as JSON text.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="input">A JSON object: the input of the pipeline that it is a step of.</param>
    internal static string Shared(PipelineDefinition pipeline, JsonElement input)
    {
        var names = pipeline.Input.Select(field => field.Name).ToHashSet();
        return Some(input, member => names.Contains(member.Name));
    }

    private static string Some(JsonElement input, Func<JsonProperty, bool> isWanted) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in input.EnumerateObject().Where(isWanted))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>The first thing that is wrong with a value, or null: for checking defaults while a definition is read.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    public static string? WhatIsWrong(InputField field, JsonElement value) => InputFieldRule.FirstBroken(field, value);

    private static void RefuseUnknown(PipelineDefinition pipeline, JsonElement given)
    {
        var names = pipeline.Input.Select(field => field.Name).ToHashSet();
        foreach (var member in given.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new RefusedException(
                    $"input `{Shown.Short(member.Name)}` is not an input of pipeline `{pipeline.Name}`{NearestName.Hint(member.Name, names)}");
            }
        }
    }

    private static void WriteField(Utf8JsonWriter writer, InputField field, JsonElement given)
    {
        if (!given.TryGetProperty(field.Name, out var value))
        {
            if (field.Default is null)
            {
                RefuseMissing(field);
                return;
            }

            value = JsonElement.Parse(field.Default);
        }

        if (InputFieldRule.FirstBroken(field, value) is { } wrong)
        {
            throw new RefusedException($"input `{field.Name}` {wrong}");
        }

        writer.WritePropertyName(field.Name);
        value.WriteTo(writer);
    }

    private static void RefuseMissing(InputField field)
    {
        if (field.Required)
        {
            throw new RefusedException($"input `{field.Name}` is required and missing; give {InputFieldRule.Expected(field)}");
        }
    }
}
