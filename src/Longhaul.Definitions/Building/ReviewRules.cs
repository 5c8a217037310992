using Longhaul.Core.Artifacts;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Finds what a review would show that it must not, or could never show.</summary>
internal static class ReviewRules
{
    /// <summary>The first value of the input in a title; null for none.</summary>
    public static TemplatePath? InputIn(string title)
    {
        try
        {
            return Template.Parse(title).Paths.FirstOrDefault(path => path.Root is "input" or "item");
        }
        catch (TemplateException)
        {
            return null; // noted where it stands
        }
    }

    /// <summary>The step of a pipeline, or of those in it, whose question has a value of its input in it; null for none.</summary>
    public static string? StepThatShowsInput(PipelineDefinition pipeline) => pipeline.Steps
        .Select(step => step.Kind.Flow switch
        {
            { Review: { } review } when InputIn(review.Title) is not null => step.Name,
            { Pipeline: { } inner } when StepThatShowsInput(inner) is { } below => $"{step.Name}.{below}",
            _ => null,
        })
        .FirstOrDefault(name => name is not null);

    /// <summary>Notes files of <c>show</c> that could never be there.</summary>
    public static void CheckShow(YamlText name, ReviewKeys review, IReadOnlyDictionary<string, StepKeys> steps, TemplatePlace place, Problems problems)
    {
        foreach (var path in review.Show)
        {
            if (WhatIsWrong(path.Value, steps, place) is { } wrong)
            {
                problems.Add(path.Place, $"`show` of step `{name.Value}` has {path.What}, {wrong}");
            }
        }
    }

    // What begins with no step is a file of any, perhaps in a folder.
    private static string? WhatIsWrong(string path, IReadOnlyDictionary<string, StepKeys> steps, TemplatePlace place)
    {
        if (NamesIn(path) is not { } names)
        {
            return "which is no path within what steps publish";
        }

        if (names.Count < 2 || !steps.TryGetValue(names[0], out var step))
        {
            return null;
        }

        var isItem = step.ForEach is null || (names.Count > 2 && names[1].Length >= 4 && names[1].All(char.IsAsciiDigit));
        return !place.IsOver(names[0]) ? $"but the step `{names[0]}` need not be over by then; add `{names[0]}` to `needs`"
            : !isItem ? $"but `{names[0]}` runs for a list; name the place of an item as well, such as {names[0]}/0000/{names[^1]}"
            : step.Pipeline is not null && names.Count < (step.ForEach is null ? 3 : 4)
                ? $"but `{names[0]}` consists of a pipeline; name a step of that as well: {string.Join('/', names.SkipLast(1))}/STEP/{names[^1]}"
            : null;
    }

    private static IReadOnlyList<string>? NamesIn(string path)
    {
        try
        {
            return SafePath.Names(path);
        }
        catch (UnsafePathException)
        {
            return null;
        }
    }
}
