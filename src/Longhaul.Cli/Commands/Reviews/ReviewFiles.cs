using Longhaul.Core.Artifacts;
using Longhaul.Core.Reviews;

namespace Longhaul.Cli.Commands.Reviews;

/// <summary>A file to look at.</summary>
/// <param name="Name">The step and the path within what it published.</param>
/// <param name="Size">In bytes; null where nothing of that name was published.</param>
/// <param name="Path">Where it lies on this machine; null where it does not.</param>
internal sealed record ReviewFile(string Name, long? Size, string? Path);

/// <summary>Finds the files that a review wants to be looked at.</summary>
internal sealed class ReviewFiles(IJobClient client, IArtifactStore artifacts)
{
    public async Task<IReadOnlyList<ReviewFile>> FindAsync(JobRecord job, CancellationToken cancel)
    {
        var shown = Review.Read(job.Decision)?.Request.Show ?? [];
        var steps = (shown.Count == 0 ? [] : await client.ListTreeAsync(job.RootId, cancel)).Where(one => one.Step is not null).ToLookup(one => one.ParentId);
        var files = new List<ReviewFile>();
        foreach (var name in shown)
        {
            files.Add(await FindAsync(name, job.ParentId, steps, cancel));
        }

        return files;
    }

    private async Task<ReviewFile> FindAsync(string name, long? run, ILookup<long?, JobRecord> steps, CancellationToken cancel)
    {
        var (step, path) = Resolve(name, run, steps);
        var file = step is null ? null : ArtifactManifest.Parse(step.Artifacts).Files.FirstOrDefault(one => one.Path == path);
        var folder = file is not null && ArtifactPlace.Of(step!) is { } place ? await artifacts.FindFolderAsync(place, step!.Artifacts, cancel) : null;
        return new ReviewFile(name, file?.Size, folder is null ? null : SafePath.Resolve(folder, path));
    }

    // As in the folder that commands are given: STEP/FILE, STEP/INDEX/FILE for an item of a list, and so on within pipelines.
    private static (JobRecord? Step, string Path) Resolve(string name, long? parent, ILookup<long?, JobRecord> steps)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var (first, path) = slash < 0 ? (name, "") : (name[..slash], name[(slash + 1)..]);
        var step = steps[parent].FirstOrDefault(one => ItemStep.FolderOf(one.Step!) == first);
        return step is { IsExpanded: true } ? Resolve(path, step.Id, steps) : (step, path);
    }
}
