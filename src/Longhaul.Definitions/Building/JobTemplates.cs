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

        if (job.Concurrency?.Key is { } key)
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
        var wrong = Texts(job).SelectMany(text => Paths(text, given)).Concat(job.Concurrency?.Key is { } key ? Paths(key, AtEnqueue(given)) : []);
        foreach (var message in wrong.Distinct())
        {
            problems.Add(use.Place, $"the job `{use.Value}` cannot be used like this: {message}");
        }
    }

    /// <summary>Notes a concurrency key that hangs on what <c>with</c> takes from another step.</summary>
    public static void CheckKey(YamlMap? with, JobKeys job, YamlText use, Problems problems)
    {
        var paths = job.Concurrency?.Key is { } key ? PathsOf(key) : [];
        var wanted = paths.Where(path => path.Root == "input").Select(path => path.Segments.ElementAtOrDefault(1)).ToHashSet();
        foreach (var (name, value) in (with?.Entries ?? []).Where(entry => wanted.Contains(entry.Key.Value)))
        {
            foreach (var path in YamlTexts.In(value).SelectMany(PathsOf).Where(path => path.Root is not ("input" or "tenant")))
            {
                problems.Add(value.Place,
                    $"`{name.Value}` is the concurrency key of the job `{use.Value}`, but {TemplateRules.Early(path)}");
            }
        }
    }

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
