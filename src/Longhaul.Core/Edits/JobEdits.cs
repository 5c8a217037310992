using System.Text.Json;
using System.Text.Json.Serialization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Edits;

/// <summary>All changes that people made to a job's values, the first first.</summary>
public static class JobEdits
{
    /// <summary>The most that one job keeps.</summary>
    public const int Most = 100;

    /// <summary>From a job's <see cref="JobRecord.Edits"/>; empty where there is nothing.</summary>
    public static IReadOnlyList<EditRecord> Read(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, EditsJson.Default.IReadOnlyListEditRecord) ?? [];

    /// <summary>As a job keeps them; null for none.</summary>
    public static string? Write(IReadOnlyList<EditRecord> edits) => edits.Count == 0 ? null : JsonSerializer.Serialize(edits, EditsJson.Default.IReadOnlyListEditRecord);

    /// <summary>
    /// A value that can be changed, as JSON text. A step of a run has no input of its own until somebody gives it one: what is given to it goes over
    /// what its definition and its run give.
    /// </summary>
    public static string ValueOf(JobRecord job, EditPart part) => part switch
    {
        EditPart.Output => job.Output ?? "{}",
        _ => IsGivenInput(job) ? OverrideOf(job) ?? "{}" : job.Input,
    };

    /// <summary>What a person gave to a step beyond what it is given; null for nothing.</summary>
    public static string? OverrideOf(JobRecord job) =>
        IsGivenInput(job) ? Read(job.Edits).LastOrDefault(edit => edit.Part == EditPart.Input)?.After : null;

    /// <summary>True for a step that is told what its definition and its run say; an item of a list has an input of its own.</summary>
    internal static bool IsGivenInput(JobRecord job) => job.Step is not null && !job.Step.Contains('.', StringComparison.Ordinal);

    /// <summary>The members of one object with those of another over them, as JSON text.</summary>
    public static string Over(string below, string above)
    {
        var (one, other) = (JsonElement.Parse(below), JsonElement.Parse(above));
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            var names = one.EnumerateObject().Concat(other.EnumerateObject()).Select(member => member.Name).Distinct();
            foreach (var name in names)
            {
                writer.WritePropertyName(name);
                (other.TryGetProperty(name, out var value) ? value : one.GetProperty(name)).WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The names of the members that differ, in their order.</summary>
    public static IReadOnlyList<string> Changed(string before, string after)
    {
        var (one, other) = (JsonElement.Parse(before), JsonElement.Parse(after));
        return [.. one.EnumerateObject().Concat(other.EnumerateObject()).Select(member => member.Name).Distinct()
            .Where(name => Text(one, name) != Text(other, name))];
    }

    /// <summary>A member as JSON text; null where there is none.</summary>
    public static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member.GetRawText() : null;
}

/// <summary>Serialisers made by the compiler, so that trimmed programs work.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<EditRecord>))]
internal sealed partial class EditsJson : JsonSerializerContext;
