using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes a pipeline of its keys.</summary>
internal sealed class PipelineBuilder(StepBuilder steps, Problems problems)
{
    public PipelineDefinition Build(YamlText name, PipelineKeys pipeline)
    {
        var inputs = pipeline.Input.Select(input => InputBuilder.Build(input.Key, input.Value, problems)).ToArray();
        var place = new TemplatePlace($"is no input of pipeline `{name.Value}`", inputs.ToDictionary(input => input.Name, input => (InputField?)input));
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
            Steps = [.. Steps(name, pipeline, place)],
        };
    }

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

        var graph = new StepGraph(pipeline.Steps);
        graph.Check(name.Value, problems);
        var all = pipeline.Steps.Select(step => step.Key.Value).ToArray();
        return pipeline.Steps
            .Select(step => steps.Build(name.Value, step.Key, step.Value, place with
            {
                Steps = all,
                Self = step.Key.Value,
                IsOver = other => graph.IsBefore(other, step.Key.Value),
            }, pipeline.Encrypted ?? false))
            .OfType<StepDefinition>();
    }
}
