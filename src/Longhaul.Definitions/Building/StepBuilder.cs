using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes steps: with a command of their own, or laid over a job.</summary>
internal sealed class StepBuilder(JobBuilder kinds, IReadOnlyDictionary<string, JobKeys> jobs, Problems problems)
{
    private readonly FlowBuilder _flows = new(problems);

    /// <summary>The step; null where it has nothing to run, which is noted.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="name">The step's.</param>
    /// <param name="step">Its keys.</param>
    /// <param name="failing">The steps on whose failure it runs.</param>
    /// <param name="place">What its templates may refer to.</param>
    /// <param name="encrypted">The input of the run is encrypted in the store.</param>
    public StepDefinition? Build(string pipeline, YamlText name, StepKeys step, IReadOnlyList<string> failing, TemplatePlace place, bool encrypted)
    {
        kinds.Check(step, $"step `{name.Value}`");
        if (step.Concurrency is { } concurrency && concurrency.Seen.Contains("at_limit"))
        {
            problems.Add(concurrency.Place, $"step `{name.Value}` has `at_limit`, but a step always waits for its place; take it out");
        }

        CheckHandler(name, step, place);
        var flow = _flows.Build(name, step, failing, place, encrypted);
        var own = place with { HasItem = step.ForEach is not null };
        var kind = step.Job is { } job ? Named(name, step, job, own, encrypted) : Inline($"{pipeline}.{name.Value}", name, step, own, encrypted);
        return kind is null ? null : new StepDefinition
        {
            Name = name.Value,
            Needs = [.. step.Needs.Select(need => need.Value)],
            AnyEnd = FlowBuilder.AnyEnd(step, failing),
            Kind = kind with { Flow = flow },
        };
    }

    private void CheckHandler(YamlText name, StepKeys step, TemplatePlace place)
    {
        if (step.OnFailure is { } handler && !FlowBuilder.OnFailureWords.Contains(handler.Value) && place.Steps?.Contains(handler.Value) != true)
        {
            var known = FlowBuilder.OnFailureWords.Concat(place.Steps ?? []).Where(other => other != name.Value);
            problems.Add(handler.Place, $"`on_failure` of step `{name.Value}` must be fail, continue or a step of this pipeline, not {handler.What}{NearestName.Hint(handler.Value, known)}");
        }
    }

    private JobKind? Inline(string kind, YamlText name, StepKeys step, TemplatePlace place, bool encrypted)
    {
        if (step.With is { } with && step.Pipeline is null)
        {
            problems.Add(with.Place, $"step `{name.Value}` has `with` but no `job` to give it to; a step's own command uses inputs directly");
        }

        if (step.Pipeline is not null && step.Seen.Overlaps(["command", "shell"]))
        {
            problems.Add(name.Place, $"step `{name.Value}` has both `pipeline` and a command of its own; keep one");
        }

        foreach (var text in step is { With: { } input, Pipeline: not null } ? YamlTexts.In(input) : [])
        {
            TemplateRules.Check(text, place, problems);
        }

        var runsItself = step.Seen.Overlaps(["command", "shell", "job"]);
        var hasNothing = !runsItself && !step.Seen.Overlaps(["review", "pipeline"]);
        if (hasNothing && !step.Malformed)
        {
            problems.Add(name.Place, $"step `{name.Value}` has nothing to run; give it a `command`, a `shell` line, a `job`, a `pipeline` or a `review`");
        }

        kinds.CheckOom(step, $"step `{name.Value}`");
        JobTemplates.Check(step, place, problems);
        var own = hasNothing ? null : kinds.Build(kind, step) with { Encrypted = encrypted };
        return runsItself ? own : own is null ? null : own with { Command = null };
    }

    private JobKind? Named(YamlText name, StepKeys step, YamlText job, TemplatePlace place, bool encrypted)
    {
        if (step.Seen.Overlaps(["command", "shell", "pipeline"]))
        {
            problems.Add(name.Place, $"step `{name.Value}` has both `job` and {(step.Pipeline is null ? "a command of its own" : "`pipeline`")}; keep one");
            return null;
        }

        if (!jobs.TryGetValue(job.Value, out var below))
        {
            problems.Add(job.Place, $"step `{name.Value}` uses the job {job.What}, which is not under `jobs`{NearestName.Hint(job.Value, jobs.Keys)}");
            return null;
        }

        var merged = step.Over(below);
        kinds.CheckTimes(merged, $"step `{name.Value}`");
        kinds.CheckOom(merged, $"step `{name.Value}`");
        CheckUse(step, merged, job, place);
        CheckEncrypted(name, merged, job, encrypted);
        return kinds.Build(job.Value, merged, step.With is { } with ? YamlJson.Of(with) : null);
    }

    /// <summary>
    /// Where one is encrypted and the other is not, the run would show what the job hides, or a key of the job what the run hides; with another
    /// key in the run than alone, a limit would be two.
    /// </summary>
    private void CheckEncrypted(YamlText name, JobKeys job, YamlText use, bool encrypted)
    {
        var isJob = job.Encrypted ?? false;
        if (isJob && !encrypted)
        {
            problems.Add(use.Place, $"step `{name.Value}` uses the job {use.What}, which is encrypted, in a pipeline that is not; give the pipeline `encrypted: true`");
        }
        else if (encrypted && !isJob && JobTemplates.HasKeyOfInput(job))
        {
            problems.Add(use.Place,
                $"step `{name.Value}` uses the job {use.What}, whose limit would show something of the encrypted input; give the job `encrypted: true` as well");
        }
    }

    /// <summary>The job's templates see what <c>with</c> gives, or the run's input where there is none.</summary>
    private void CheckUse(StepKeys step, JobKeys merged, YamlText job, TemplatePlace place)
    {
        foreach (var text in step.With is { } with ? YamlTexts.In(with) : [])
        {
            TemplateRules.Check(text, place, problems);
        }

        var inputs = step.With?.Entries.ToDictionary(entry => entry.Key.Value, _ => (InputField?)null);
        var given = inputs is null
            ? place with { Steps = null }
            : new TemplatePlace("is not in the `with` of this step", inputs) { Tenants = place.Tenants, Tenant = place.Tenant };
        JobTemplates.CheckUse(merged, job, given, problems);
        JobTemplates.CheckKeys(step, merged, job, problems);
    }
}
