using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes a pipeline of its keys.</summary>
internal sealed class PipelineBuilder(StepBuilder steps, IReadOnlyList<TenantDefinition> tenants, Problems problems)
{
    public PipelineDefinition Build(YamlText name, PipelineKeys pipeline)
    {
        var inputs = pipeline.Input.Select(input => InputBuilder.Build(input.Key, input.Value, problems)).ToArray();
        var place = new TemplatePlace($"is no input of pipeline `{name.Value}`", inputs.ToDictionary(input => input.Name, input => (InputField?)input))
        {
            Tenants = tenants,
        };
        if (pipeline.Tenant is { } tenant)
        {
            TemplateRules.Check(tenant, place with { Facts = TemplatePlace.None }, problems);
        }

        if (pipeline.Unique?.Key is { } key)
        {
            TemplateRules.Check(key, place with { Facts = TemplatePlace.AtEnqueue }, problems);
        }

        return new PipelineDefinition
        {
            Name = name.Value,
            Input = inputs,
            TenantTemplate = pipeline.Tenant?.Value,
            Unique = pipeline.Unique?.ToRule(),
            Encrypted = pipeline.Encrypted ?? false,
            Steps = [.. Steps(name, pipeline, place with { Tenant = FixedTenant(pipeline) })],
        };
    }

    /// <summary>Whose the runs are, where the file says so without a template.</summary>
    private static string? FixedTenant(PipelineKeys pipeline) => pipeline.Tenant is { } tenant && !tenant.Value.Contains("{{", StringComparison.Ordinal) ? tenant.Value : null;

    private IEnumerable<StepDefinition> Steps(YamlText name, PipelineKeys pipeline, TemplatePlace place)
    {
        if (!pipeline.Seen.Contains("steps") && !pipeline.Malformed)
        {
            problems.Add(name.Place, $"pipeline `{name.Value}` has no `steps`");
        }

        if (pipeline.Steps.Count > PipelineExpander.MaxSteps)
        {
            problems.Add(name.Place, $"pipeline `{name.Value}` has {pipeline.Steps.Count} steps; at most {PipelineExpander.MaxSteps} are allowed");
            return [];
        }

        var failing = Failing(pipeline);
        var graph = new StepGraph(pipeline.Steps);
        graph.Check(name.Value, problems);
        var all = pipeline.Steps.Select(step => step.Key.Value).ToArray();
        foreach (var (step, keys) in pipeline.Steps.Where(step => step.Value.Review is not null))
        {
            ReviewRules.CheckShow(step, keys.Review!, pipeline.Steps.ToDictionary(other => other.Key.Value, other => other.Value), PlaceOf(step.Value), problems);
        }

        return pipeline.Steps
            .Select(step => steps.Build(name.Value, step.Key, step.Value, failing[step.Key.Value].ToList(), PlaceOf(step.Key.Value), pipeline.Encrypted ?? false))
            .OfType<StepDefinition>();

        TemplatePlace PlaceOf(string step) => place with
        {
            Steps = all, Self = step, IsOver = other => all.Contains(other) && graph.IsBefore(other, step),
        };
    }

    /// <summary>By step, those on whose failure it runs; it needs them, as if it said so.</summary>
    private static ILookup<string, string> Failing(PipelineKeys pipeline)
    {
        var pairs = pipeline.Steps.Where(step => step.Value.OnFailure is { } word && !FlowBuilder.OnFailureWords.Contains(word.Value)).ToList();
        foreach (var (name, step) in pairs)
        {
            if (pipeline.Steps.FirstOrDefault(other => other.Key.Value == step.OnFailure!.Value).Value is { } handler && handler.Needs.All(need => need.Value != name.Value))
            {
                handler.Needs = [.. handler.Needs, name with { Place = step.OnFailure!.Place }];
            }
        }

        return pairs.ToLookup(step => step.Value.OnFailure!.Value, step => step.Key.Value);
    }
}
