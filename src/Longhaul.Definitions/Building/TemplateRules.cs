using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Finds templates that could never be filled in.</summary>
internal static class TemplateRules
{
    private static readonly string[] Roots = ["input", "steps", "item", "index", "review", "run", "job", "attempt", "tenant"];
    private static readonly string[] Reviews = ["review.note", "review.by", "review.revision"];

    /// <summary>Notes every path in a text that leads nowhere.</summary>
    public static void Check(YamlText text, TemplatePlace place, Problems problems)
    {
        try
        {
            foreach (var path in Template.Parse(text.Value).Paths)
            {
                if (WhatIsWrong(path, place) is { } wrong)
                {
                    problems.Add(text.Place, wrong);
                }
            }
        }
        catch (TemplateException error)
        {
            problems.Add(text.Place, error.Message);
        }
    }

    /// <summary>Why a path leads nowhere; null where it leads somewhere.</summary>
    public static string? WhatIsWrong(TemplatePath path, TemplatePlace place) =>
        path.Root switch
        {
            "input" => Input(path, place),
            "steps" => Step(path, place),
            "item" => Item(path, place),
            "index" => path.Segments.Count > 1 ? $"`{{{{ {path} }}}}` is nothing known; the place of an item in its list is `index`" : Item(path, place),
            "review" => Review(path, place),
            "tenant" when path.Segments.Count > 1 => TenantSettings.WhatIsWrong(path, place),
            "run" or "job" or "attempt" or "tenant" => Fact(path, place),
            _ => $"`{{{{ {path} }}}}` begins with `{path.Root}`, which is nothing known{NearestName.Hint(path.Root, Roots)}",
        };

    private static string? Input(TemplatePath path, TemplatePlace place)
    {
        if (path.Segments.Count == 1)
        {
            return $"`{{{{ {path} }}}}` must name an input, such as input.name";
        }

        var name = path.Segments[1];
        return place.Inputs is not { } inputs ? null
            : !inputs.TryGetValue(name, out var field)
                ? $"`{{{{ {path} }}}}` refers to `{name}`, which {place.NoInput}{NearestName.Hint(name, inputs.Keys)}"
            : field is null ? null
            : InputField(path, field, place);
    }

    private static string? InputField(TemplatePath path, InputField field, TemplatePlace place) =>
        path.Segments.Count > 2 && field.Type is not (InputType.Object or InputType.Array)
            ? $"`{{{{ {path} }}}}` looks into the input `{field.Name}`, which is neither an object nor an array"
            : !field.Required && field.Default is null && !place.MayMiss
            ? $"`{{{{ {path} }}}}` would fail where no `{field.Name}` is given; give that input a `default` or make it `required: true`"
            : null;

    private static string? Step(TemplatePath path, TemplatePlace place)
    {
        if (place.IsEarly)
        {
            return Early(path);
        }

        if (place.Steps is not { } steps)
        {
            return $"`{{{{ {path} }}}}` refers to a step, which is not known here; a job gets such values as its input, by the `with` of a step";
        }

        if (path.Segments is not ([_, _, "status"] or [_, _, "outputs", ..]))
        {
            return $"`{{{{ {path} }}}}` must have the form steps.NAME.outputs.KEY or steps.NAME.status";
        }

        var step = path.Segments[1];
        return !steps.Contains(step) ? $"`{{{{ {path} }}}}` refers to `{step}`, which is no step of this pipeline{NearestName.Hint(step, steps)}"
            : step == place.Self ? $"`{{{{ {path} }}}}` refers to the outputs of its own step, which are not there before it has run"
            : !place.IsOver(step) ? $"`{{{{ {path} }}}}` refers to the step `{step}`, which need not be over by then; add `{step}` to `needs`"
            : null;
    }

    private static string? Item(TemplatePath path, TemplatePlace place) => place.HasItem
        ? null
        : $"`{{{{ {path} }}}}` is known only in a step with `foreach`; a job gets it as its input, by the `with` of such a step";

    private static string? Review(TemplatePath path, TemplatePlace place) =>
        place.IsEarly ? Early(path)
            : !Reviews.Contains(path.Text) ? $"`{{{{ {path} }}}}` is nothing known{NearestName.Hint(path.Text, Reviews)}"
            : place.Steps is null ? $"`{{{{ {path} }}}}` is known only in a pipeline; a job gets it as its input, by the `with` of a step"
            : null;

    private static string? Fact(TemplatePath path, TemplatePlace place) =>
        place.Facts.Contains(path.Text) ? null
            : TemplatePlace.WhileRunning.Contains(path.Text) ? Early(path)
            : $"`{{{{ {path} }}}}` is nothing known{NearestName.Hint(path.Text, place.Facts)}";

    public static string Early(TemplatePath path) => $"`{{{{ {path} }}}}` is not known yet when a job is enqueued; use inputs only";
}
