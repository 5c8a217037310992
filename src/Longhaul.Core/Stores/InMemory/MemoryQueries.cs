using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Looking things up.</summary>
internal sealed class MemoryQueries(MemoryTables tables, MemoryLimits limits)
{
    public IReadOnlyList<JobRecord> List(JobFilter filter, JobPage page) =>
        tables.Data.Open.Values.Concat(tables.Data.History.Values)
            .Where(job => page.Before is null || job.Id < page.Before)
            .Where(job => Matches(job, filter))
            .OrderByDescending(job => job.Id).Take(page.Limit).ToList();

    public IReadOnlyList<JobRecord> ListTree(long rootId) => tables.Tree(rootId).ToList();

    public IReadOnlyList<JobRecord> ListScope(long jobId, IReadOnlyCollection<string>? outputsOf)
    {
        var found = new SortedDictionary<long, JobRecord>();
        for (var job = tables.Data.Open.GetValueOrDefault(jobId); job is not null; job = job.ParentId is { } id ? tables.Data.Open[id] : null)
        {
            foreach (var sibling in job.ParentId is null || job.Step?.Contains('.') == true ? [] : tables.Children(tables.Data.Open[job.ParentId.Value]))
            {
                var wanted = outputsOf is null || outputsOf.Contains(sibling.Step);
                found.TryAdd(sibling.Id, sibling with { Input = "null", Definition = null, Checkpoint = null, Edits = null, Output = wanted ? sibling.Output : null });
            }

            found[job.Id] = job;
        }

        return found.Values.ToList();
    }

    public IReadOnlyList<StepFiles> ListFiles(long parentId, long after, int limit) =>
        tables.Data.Open.Values.Where(job => job.ParentId == parentId && job.Id > after).Select(StepFiles.Of).OfType<StepFiles>().Take(limit).ToList();

    public IReadOnlyList<DependencyEdge> ListDependencies(long rootId) =>
        tables.Tree(rootId).SelectMany(job => tables.NeedsOf(job.Id)).OrderBy(edge => edge.JobId).ThenBy(edge => edge.DependsOn).ToList();

    public IReadOnlyList<AttemptRecord> ListAttempts(long jobId) => tables.Data.Attempts.GetValueOrDefault(jobId, []);

    public IReadOnlyList<QueueRecord> ListQueues()
    {
        var open = tables.Data.Open.Values.Where(job => !job.IsContainer && !job.State.IsOver()).ToLookup(job => job.Queue);
        var paused = tables.Data.Paused.Keys.Where(target => target.Scope == PauseScope.Queue).Select(target => target.Name).ToHashSet();
        return open.Select(queue => queue.Key).Union(paused).Union(tables.Data.Limits.Keys).Order(StringComparer.Ordinal)
            .Select(name => new QueueRecord(
                name,
                paused.Contains(name),
                open[name].Count(job => job.State == JobState.Blocked),
                open[name].Count(job => job.State == JobState.Ready),
                open[name].Count(job => job.State == JobState.Scheduled),
                open[name].Count(job => job.State == JobState.Running))
            {
                Limit = limits.Of(name).Running, Rate = limits.Of(name).Rate,
            })
            .ToList();
    }

    public long SumArtifacts(long? rootId, string? tenant) => tables.Data.Open.Values.Concat(rootId is null ? tables.Data.History.Values : [])
        .Where(job => (rootId is null || job.RootId == rootId) && (tenant is null || job.Tenant == tenant))
        .Sum(job => ArtifactManifest.Parse(job.Artifacts).Files.Sum(file => file.Size));

    public IReadOnlyList<PauseRecord> ListPauses() => tables.Pauses.ToList();

    public static bool Matches(JobRecord job, JobFilter filter) =>
        (filter.State is null || job.State == filter.State)
        && (filter.Kind is null || job.Kind == filter.Kind)
        && (filter.Queue is null || job.Queue == filter.Queue)
        && (filter.Tenant is null || job.Tenant == filter.Tenant)
        && (filter.Since is null || job.CreatedAt >= filter.Since)
        && (filter.Roots is null || filter.Roots == (job.ParentId is null))
        && (filter.Containers is null || filter.Containers == job.IsContainer)
        && (filter.Search is null || new[] { job.Kind, job.Step, job.Input, job.Error?.Message }
            .Any(text => text?.Contains(filter.Search, StringComparison.OrdinalIgnoreCase) == true));
}
