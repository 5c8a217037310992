using System.Globalization;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Stores;

/// <summary>What a job has put out that was expanded into others, once these are over; the same for every store.</summary>
public static class ExpandedOutput
{
    /// <summary>The most characters of it; where there would be more it puts out nothing and fails, since everyone who comes after it reads all of it.</summary>
    public const int MaxCharacters = 4 << 20;

    /// <summary>
    /// For the items of a list: by name, a list of what each item put out under that name, in their order, null where it put out nothing. For the steps of
    /// a pipeline: by step, what it put out.
    /// </summary>
    /// <returns>A JSON object as text; null for nothing, or for too much.</returns>
    public static string? Of(IReadOnlyCollection<JobRecord> children) => Read(children).Output;

    /// <summary>The same, and what is wrong where it is too much.</summary>
    internal static (string? Output, JobError? Error) Read(IReadOnlyCollection<JobRecord> children)
    {
        var known = children.Where(child => child.Step is not null).ToList();
        var items = known.Where(child => ItemStep.IndexOf(child.Step) is not null).OrderBy(child => ItemStep.IndexOf(child.Step)).ToList();
        var length = known.Sum(child => (long)(child.Output?.Length ?? 0));
        if (length is 0 or > MaxCharacters)
        {
            return (null, length == 0 ? null : TooMuch(length, items.Count > 0));
        }

        var text = items.Count > 0 ? OfItems(items) : JsonText.Write(writer => WriteSteps(writer, known));
        return text.Length <= MaxCharacters ? (text, null) : (null, TooMuch(text.Length, items.Count > 0));
    }

    // Rounded up: what is a little too much is not said to be just enough.
    private static JobError TooMuch(long length, bool isOfItems) => new("output", string.Create(
        CultureInfo.InvariantCulture,
        $"the outputs of its {(isOfItems ? "items" : "steps")} together have {Math.Ceiling(length * 10.0 / (1 << 20)) / 10:0.0} MiB; {MaxCharacters >> 20} MiB are allowed: put them into files"));

    private static string OfItems(List<JobRecord> items)
    {
        var outputs = items.ConvertAll(item => item.Output is { } json ? JsonElement.Parse(json) : (JsonElement?)null);
        var names = outputs.SelectMany(output => output?.EnumerateObject().Select(member => member.Name) ?? []).Distinct().Order(StringComparer.Ordinal);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var name in names)
            {
                writer.WriteStartArray(name);
                outputs.ForEach(output => WriteMember(writer, output, name));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    private static void WriteMember(Utf8JsonWriter writer, JsonElement? output, string name)
    {
        if (output is { } known && known.TryGetProperty(name, out var value))
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteSteps(Utf8JsonWriter writer, List<JobRecord> steps)
    {
        writer.WriteStartObject();
        foreach (var step in steps.Where(step => step.Output is not null))
        {
            writer.WritePropertyName(step.Step!);
            JsonElement.Parse(step.Output!).WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

/// <summary>The steps that items of a list are: the name of the step that has the list, a dot, and the item's place in it, from 0.</summary>
public static class ItemStep
{
    private const string More = ".more";

    /// <summary>The name of an item.</summary>
    public static string NameOf(string step, int index) => string.Create(CultureInfo.InvariantCulture, $"{step}.{index}");

    /// <summary>The name that a step has where the files of a run are found: for an item its place, in four digits or more; else the step's own.</summary>
    public static string FolderOf(string step) => IndexOf(step) is { } index ? string.Create(CultureInfo.InvariantCulture, $"{index:0000}") : step;

    /// <summary>The place of an item; null for a step that is none.</summary>
    public static int? IndexOf(string? step) =>
        step is not null && step.LastIndexOf('.') is var dot and > 0 && int.TryParse(step.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    /// <summary>The name of the job that sees to the next items of a long list.</summary>
    internal static string MoreOf(string step) => step + More;

    /// <summary>The step to the next items of whose list a job sees; null for one that does not.</summary>
    internal static string? ListOf(string? step) => step?.EndsWith(More, StringComparison.Ordinal) == true ? step[..^More.Length] : null;
}
