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
        var kinds = new JobBuilder(variables, [.. queues.Keys], problems);
        var jobs = root.Jobs.Select(job => Job(job.Key, job.Value, kinds)).ToArray();
        var steps = new StepBuilder(kinds, root.Jobs.ToDictionary(job => job.Key.Value, job => job.Value), problems);
        var builder = new PipelineBuilder(steps, problems);
        var pipelines = root.Pipelines.Select(pipeline => builder.Build(pipeline.Key, pipeline.Value)).ToArray();
        CheckNames(root);
        var project = new ProjectDefinition
        {
            Name = root.Name?.Value ?? Path.GetFileName(folder),
            Folder = folder,
            Store = root.Store is { } store ? variables.Fill(store.Value, wrong => problems.Add(store.Place, $"`store`: {wrong}")) : null,
            Queues = queues,
            Kinds = jobs.Concat(pipelines.SelectMany(InlineKinds)).DistinctBy(kind => kind.Name).ToDictionary(kind => kind.Name),
            Pipelines = pipelines.ToDictionary(pipeline => pipeline.Name),
            Tenants = [.. root.Tenants.Select(tenant => Tenant(tenant.Key, tenant.Value))],
        };
        var schedules = new ScheduleBuilder(project, problems);
        return project with { Schedules = [.. root.Schedules.Select(schedule => schedules.Build(schedule.Key, schedule.Value))] };
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

    private static TenantDefinition Tenant(YamlText name, TenantKeys tenant) => new()
    {
        Name = name.Value,
        Weight = tenant.Weight ?? 1,
        Secrets = tenant.Secrets is { Count: > 0 } secrets ? [.. secrets.Select(secret => secret.Value)] : [],
    };

    private JobKind Job(YamlText name, JobKeys job, JobBuilder kinds)
    {
        kinds.Check(job, $"job `{name.Value}`");
        if (!job.Seen.Overlaps(["command", "shell"]) && !job.Malformed)
        {
            problems.Add(name.Place, $"job `{name.Value}` has nothing to run; give it a `command` or a `shell` line");
        }

        JobTemplates.Check(job, new TemplatePlace("", null), problems);
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
