using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes the project of the whole file's keys.</summary>
internal sealed class ProjectBuilder(string folder, Variables variables, Problems problems)
{
    public ProjectDefinition Build(RootKeys root)
    {
        var queues = Queues(root);
        TenantDefinition[] tenants = [.. root.Tenants.Select(tenant => tenant.Value.ToTenant(tenant.Key.Value))];
        var kinds = new JobBuilder(variables, [.. queues.Keys], problems);
        var jobs = root.Jobs.Select(job => Job(job.Key, job.Value, kinds, tenants)).ToArray();
        var steps = new StepBuilder(kinds, root.Jobs.ToDictionary(job => job.Key.Value, job => job.Value), problems);
        var builder = new PipelineBuilder(steps, tenants, problems);
        var pipelines = Whole(root, root.Pipelines.Select(pipeline => builder.Build(pipeline.Key, pipeline.Value)));
        CheckNames(root);
        var project = new ProjectDefinition
        {
            Name = root.Name?.Value ?? Path.GetFileName(folder),
            Folder = folder,
            Store = root.Store is { } store ? variables.Fill(store.Value, wrong => problems.Add(store.Place, $"`store`: {wrong}")) : null,
            Artifacts = Artifacts(root.Artifacts),
            Queues = queues,
            Kinds = jobs.Concat(pipelines.SelectMany(InlineKinds)).DistinctBy(kind => kind.Name).ToDictionary(kind => kind.Name),
            Pipelines = pipelines.ToDictionary(pipeline => pipeline.Name),
            Tenants = tenants,
            Alerts = new AlertBuilder(variables, problems).Build(root.Alerts),
        };
        var schedules = new ScheduleBuilder(project, problems);
        return project with { Schedules = [.. root.Schedules.Select(schedule => schedules.Build(schedule.Key, schedule.Value))] };
    }

    private ArtifactDefinition Artifacts(ArtifactKeys? artifacts) => artifacts is null ? ArtifactDefinition.Nothing : new ArtifactDefinition
    {
        Store = artifacts.Store is { } store ? variables.Fill(store.Value, wrong => problems.Add(store.Place, $"`artifacts`: {wrong}")) : null,
        Bounds = new ArtifactBounds(artifacts.MaxRun, artifacts.MaxTenant),
    };

    private IReadOnlyList<PipelineDefinition> Whole(RootKeys root, IEnumerable<PipelineDefinition> pipelines)
    {
        var uses = root.Pipelines.ToDictionary(pipeline => pipeline.Key.Value, pipeline => pipeline.Value.Steps
            .Where(step => step.Value.Pipeline is not null)
            .ToDictionary(step => step.Key.Value, step => new SubPipeline(step.Value.Pipeline!, step.Value.With)));
        return new SubPipelines(pipelines.ToDictionary(pipeline => pipeline.Name), uses, problems).Resolve();
    }

    private static Dictionary<string, QueueDefinition> Queues(RootKeys root)
    {
        var queues = root.Queues.Select(queue => new QueueDefinition
        {
            Name = queue.Key.Value,
            Concurrency = queue.Value.Concurrency,
            Aging = queue.Value.Aging ?? QueueDefinition.DefaultAging,
            Limit = queue.Value.Limit,
            Rate = queue.Value.Rate,
        }).ToDictionary(queue => queue.Name);
        queues.TryAdd(QueueDefinition.DefaultName, new QueueDefinition { Name = QueueDefinition.DefaultName });
        return queues;
    }

    private JobKind Job(YamlText name, JobKeys job, JobBuilder kinds, IReadOnlyList<TenantDefinition> tenants)
    {
        kinds.Check(job, $"job `{name.Value}`");
        kinds.CheckOom(job, $"job `{name.Value}`");
        if (!job.Seen.Overlaps(["command", "shell"]) && !job.Malformed)
        {
            problems.Add(name.Place, $"job `{name.Value}` has nothing to run; give it a `command` or a `shell` line");
        }

        JobTemplates.Check(job, new TemplatePlace("", null) { Tenants = tenants }, problems);
        return kinds.Build(name.Value, job);
    }

    private static IEnumerable<JobKind> InlineKinds(PipelineDefinition pipeline) =>
        pipeline.Steps.Where(step => step.Kind.Name == $"{pipeline.Name}.{step.Name}").Select(step => step.Kind);

    /// <summary>A caller names a job or a pipeline by one word, and a step's kind is named after both.</summary>
    private void CheckNames(RootKeys root)
    {
        var jobs = root.Jobs.Select(job => job.Key.Value).ToHashSet();
        var taken = new Dictionary<string, string>();
        foreach (var (name, pipeline) in root.Pipelines)
        {
            if (jobs.Contains(name.Value))
            {
                problems.Add(name.Place, $"`{name.Value}` is the name of a job and of a pipeline; rename one");
            }

            foreach (var (step, _) in pipeline.Steps.Where(step => step.Value.Job is null))
            {
                var kind = $"{name.Value}.{step.Value}";
                if (jobs.Contains(kind) || !taken.TryAdd(kind, name.Value))
                {
                    problems.Add(step.Place, $"the step `{step.Value}` would be known as `{kind}`, which is the name of another job or step; rename one");
                }
            }
        }
    }
}
