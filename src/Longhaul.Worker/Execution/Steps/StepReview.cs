using Longhaul.Core.Artifacts;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Worker.Execution.Commands;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>A step that a person does.</summary>
internal static class StepReview
{
    /// <summary>The question with its values filled in, and the files to look at with the steps that they come from.</summary>
    /// <exception cref="TemplateException">A value is missing.</exception>
    public static ReviewRequest Fill(ReviewRequest review, CommandValues values)
    {
        var title = Template.Parse(review.Title).Render(values.Scope);
        return review with
        {
            Title = title.Length <= ReviewRequest.MaxTitle ? title : title[..(ReviewRequest.MaxTitle - 1)] + "…",
            Show = [.. review.Show.Select(path => Placed(path, values))],
        };
    }

    /// <summary>A file without a step is that of the last step that published one of this name.</summary>
    private static string Placed(string path, CommandValues values)
    {
        var from = values.Steps.Where(step => step.Artifacts is not null)
            .LastOrDefault(step => ArtifactManifest.Parse(step.Artifacts).Files.Any(file => file.Path == path));
        return from is null ? path : $"{from.Step}/{path}";
    }
}
