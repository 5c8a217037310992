using System.Text.Json;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>A step that a person does.</summary>
internal sealed class StepReview(RunReader runs)
{
    /// <summary>The question with its values filled in, and the files to look at with the steps that they come from.</summary>
    /// <exception cref="TemplateException">A value is missing.</exception>
    public async Task<ReviewRequest> FillAsync(ReviewRequest review, CommandValues values, CancellationToken stop)
    {
        var title = Template.Parse(review.Title).Render(values.IsPrivate ? new WithoutInput(values.Scope) : values.Scope);
        var show = new List<string>();
        foreach (var path in review.Show)
        {
            show.Add(await PlaceAsync(path, values.Steps, stop));
        }

        return review with
        {
            Title = title.Length <= ReviewRequest.MaxTitle ? title : title[..(ReviewRequest.MaxTitle - 1)] + "…",
            Show = show,
        };
    }

    /// <summary>
    /// A file without a step is that of the last step that published one of this name; where none of the run's own did, that of the last below one that was
    /// expanded. The steps are named as in the folder that commands are given of their run.
    /// </summary>
    private async Task<string> PlaceAsync(string path, IReadOnlyList<JobRecord> steps, CancellationToken stop)
    {
        if (steps.LastOrDefault(step => Has(step.Artifacts, path)) is { } own)
        {
            return $"{own.Step}/{path}";
        }

        var named = steps.Any(step => path.StartsWith(step.Step + "/", StringComparison.Ordinal));
        foreach (var step in named ? [] : steps.Where(step => step.IsExpanded && step.State.IsOver()).Reverse())
        {
            if (await FindBelowAsync(step.Id, path, stop) is { } found)
            {
                return $"{step.Step}/{found}";
            }
        }

        return path;
    }

    private async Task<string?> FindBelowAsync(long container, string path, CancellationToken stop)
    {
        string? last = null;
        IReadOnlyList<StepFiles> part = [];
        do
        {
            part = await runs.ReadFilesAsync(container, part.Count == 0 ? 0 : part[^1].JobId, stop);
            foreach (var child in part)
            {
                var found = child.Place is null ? await FindBelowAsync(child.JobId, path, stop) : Has(child.Manifest, path) ? path : null;
                last = found is null ? last : $"{ItemStep.FolderOf(child.Step)}/{found}";
            }
        }
        while (part.Count == IJobStore.MaxBatch);

        return last;
    }

    private static bool Has(string? manifest, string path) => manifest is not null && ArtifactManifest.Parse(manifest).Files.Any(file => file.Path == path);

    /// <summary>
    /// A question is kept and shown as it is. No file that is read today has an encrypted input in one, but a run goes on with what it was started with.
    /// </summary>
    private sealed class WithoutInput(RunScope scope) : ITemplateScope
    {
        private static readonly JsonElement Hidden = JsonElement.Parse("\"***\"");

        public JsonElement? Find(TemplatePath path) => path.Root is "input" or "item" ? Hidden : scope.Find(path);
    }
}
