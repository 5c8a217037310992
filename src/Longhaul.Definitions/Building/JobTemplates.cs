using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Checks the templates of a job: its arguments, its environment, its keys.</summary>
internal static class JobTemplates
{
    /// <summary>Notes what is wrong with each where it stands.</summary>
    public static void Check(JobKeys job, TemplatePlace place, Problems problems)
    {
        foreach (var text in Texts(job))
        {
            TemplateRules.Check(text, place, problems);
        }

        foreach (var key in SlotKeys(job))
        {
            TemplateRules.Check(key, AtEnqueue(place), problems);
        }

        if (job.Unique?.Key is { } unique)
        {
            TemplateRules.Check(unique, AtEnqueue(place), problems);
        }
    }

    /// <summary>Notes what a job wants and a step does not give, at the place where the step names the job.</summary>
    public static void CheckUse(JobKeys job, YamlText use, TemplatePlace given, Problems problems)
    {
        var wrong = Texts(job).SelectMany(text => Paths(text, given)).Concat(SlotKeys(job).SelectMany(key => Paths(key, AtEnqueue(given))));
        foreach (var message in wrong.Distinct())
        {
            problems.Add(use.Place, $"the job `{use.Value}` cannot be used like this: {message}");
        }
    }

    /// <summary>Notes a key of a limit or rate that hangs on what <c>with</c> takes from another step.</summary>
    public static void CheckKeys(StepKeys step, JobKeys job, YamlText use, Problems problems)
    {
        // The items of a list become jobs when the steps before it are over, so that all is known by then.
        if (step.ForEach is null)
        {
            CheckKey(step.With, "concurrency", job.Concurrency?.Key, use, problems);
            CheckKey(step.With, "rate", job.Rate?.Key, use, problems);
        }
    }

    /// <summary>True where a key of a limit or rate is made from something.</summary>
    public static bool HasKeyOfInput(JobKeys job) => SlotKeys(job).Any(key => PathsOf(key).Count > 0);

    private static void CheckKey(YamlMap? with, string what, YamlText? key, YamlText use, Problems problems)
    {
        var paths = key is null ? [] : PathsOf(key);
        var wanted = paths.Where(path => path.Root == "input").Select(path => path.Segments.ElementAtOrDefault(1)).ToHashSet();
        foreach (var (name, value) in (with?.Entries ?? []).Where(entry => wanted.Contains(entry.Key.Value)))
        {
            foreach (var path in YamlTexts.In(value).SelectMany(PathsOf).Where(path => path.Root is not ("input" or "tenant")))
            {
                problems.Add(value.Place,
                    $"`{name.Value}` is the {what} key of the job `{use.Value}`, but {TemplateRules.Early(path)}");
            }
        }
    }

    private static IEnumerable<YamlText> SlotKeys(JobKeys job) => new[] { job.Concurrency?.Key, job.Rate?.Key }.OfType<YamlText>();

    private static TemplatePlace AtEnqueue(TemplatePlace place) => place with { Facts = TemplatePlace.AtEnqueue };

    private static IEnumerable<YamlText> Texts(JobKeys job) => (job.Command ?? []).Concat(job.Env?.Values ?? []);

    private static IEnumerable<string> Paths(YamlText text, TemplatePlace place) =>
        PathsOf(text).Select(path => TemplateRules.WhatIsWrong(path, place)).OfType<string>();

    private static IReadOnlyList<TemplatePath> PathsOf(YamlText text)
    {
        try
        {
            return Template.Parse(text.Value).Paths;
        }
        catch (TemplateException)
        {
            return []; // noted where the template stands
        }
    }
}
