using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Puts pipelines into the steps that consist of them: a run keeps what it was started with, so each step carries the whole of it.</summary>
internal sealed class SubPipelines(IReadOnlyDictionary<string, PipelineDefinition> pipelines, IReadOnlyDictionary<string, Dictionary<string, SubPipeline>> uses, Problems problems)
{
    private readonly Dictionary<string, PipelineDefinition> _whole = [];
    private readonly List<string> _path = [];

    /// <summary>The pipelines with all that their steps consist of.</summary>
    public IReadOnlyList<PipelineDefinition> Resolve() => [.. pipelines.Keys.Select(Whole)];

    private PipelineDefinition Whole(string name)
    {
        if (_whole.TryGetValue(name, out var known))
        {
            return known;
        }

        _path.Add(name);
        var pipeline = pipelines[name];
        var whole = pipeline with { Steps = [.. pipeline.Steps.Select(step => uses[name].TryGetValue(step.Name, out var use) ? Put(step, use) : step)] };
        _path.RemoveAt(_path.Count - 1);
        if (Count(whole) is var steps and > PipelineExpander.MaxSteps)
        {
            problems.Add(uses[name].Values.First().Name.Place, $"pipeline `{name}` has {steps} steps with those of the pipelines in it; at most {PipelineExpander.MaxSteps} are allowed");
            whole = pipeline;
        }

        return _whole[name] = whole;
    }

    private StepDefinition Put(StepDefinition step, SubPipeline use)
    {
        if (!pipelines.TryGetValue(use.Name.Value, out var inner))
        {
            problems.Add(use.Name.Place, $"step `{step.Name}` uses the pipeline {use.Name.What}, which is not under `pipelines`{NearestName.Hint(use.Name.Value, pipelines.Keys)}");
            return step;
        }

        if (_path.Contains(inner.Name))
        {
            problems.Add(use.Name.Place, $"the pipelines consist of each other in a circle: {string.Join(" → ", _path.SkipWhile(name => name != inner.Name).Append(inner.Name))}; take one step out");
            return step;
        }

        CheckInput(step, use, inner);
        var whole = Whole(inner.Name);
        CheckQuestions(step, use, whole);
        return step with { Kind = step.Kind with { Flow = step.Kind.Flow! with { Pipeline = whole, With = use.With is { } with ? YamlJson.Of(with) : null } } };
    }

    private void CheckInput(StepDefinition step, SubPipeline use, PipelineDefinition inner)
    {
        if (use.With is null)
        {
            CheckShared(step, use, inner);
            return;
        }

        var given = use.With.Entries.Select(entry => entry.Key).ToList();
        foreach (var name in given.Where(name => inner.Input.All(field => field.Name != name.Value)))
        {
            problems.Add(name.Place, $"`with` of step `{step.Name}` has `{name.Value}`, which is no input of pipeline `{inner.Name}`{NearestName.Hint(name.Value, inner.Input.Select(field => field.Name))}");
        }

        foreach (var field in inner.Input.Where(field => field.Required && given.All(name => name.Value != field.Name)))
        {
            problems.Add(use.With.Place, $"`with` of step `{step.Name}` lacks `{field.Name}`, which pipeline `{inner.Name}` requires");
        }
    }

    /// <summary>Without <c>with</c> it gets what the pipeline around it has under the same names.</summary>
    private void CheckShared(StepDefinition step, SubPipeline use, PipelineDefinition inner)
    {
        var outer = pipelines[_path[^1]];
        foreach (var field in inner.Input.Where(field => field.Required && outer.Input.All(own => own.Name != field.Name)))
        {
            problems.Add(
                use.Name.Place,
                $"step `{step.Name}` uses the pipeline {use.Name.What}, which requires the input `{field.Name}`, and `{outer.Name}` has no input of that name; give it in `with`");
        }
    }

    // What it is given is made of an input that nobody is to see.
    private void CheckQuestions(StepDefinition step, SubPipeline use, PipelineDefinition inner)
    {
        if (pipelines[_path[^1]].Encrypted && !inner.Encrypted && ReviewRules.StepThatShowsInput(inner) is { } shows)
        {
            problems.Add(
                use.Name.Place,
                $"step `{step.Name}` uses the pipeline {use.Name.What}, whose review `{shows}` has an input in its title; the input of `{_path[^1]}` is encrypted, and a title is kept and shown as it is");
        }
    }

    private static int Count(PipelineDefinition pipeline) =>
        pipeline.Steps.Sum(step => 1 + (step.Kind.Flow?.Pipeline is { } inner ? Count(inner) : 0));
}

/// <summary>A step's use of a pipeline.</summary>
/// <param name="Name">The pipeline.</param>
/// <param name="With">Its input; null for that of the run.</param>
internal sealed record SubPipeline(YamlText Name, YamlMap? With);
