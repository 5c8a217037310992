using Longhaul.Core.Pipelines;
using Longhaul.Core.Schedules;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes a schedule of its keys, and finds out whether what it runs would take what it gives.</summary>
internal sealed class ScheduleBuilder(ProjectDefinition project, Problems problems)
{
    /// <summary>Any due time will do: the input of one is as that of another but for the digits.</summary>
    private static readonly DateTimeOffset SomeDue = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Inputs are encrypted only to be thrown away.</summary>
    private static readonly KeyRing SomeKeys = new([FernetKey.Create()]);

    private readonly bool _restIsRight = problems.Count == 0;

    public ScheduleDefinition Build(YamlText name, ScheduleKeys keys)
    {
        var before = problems.Count;
        Require(name, keys, "cron", "a cron expression such as \"0 3 * * *\"");
        Require(name, keys, "run", "the name of a job or a pipeline");
        Check(keys.Cron, text => CronExpression.Parse(text));
        Check(keys.TimeZone, text => TimeZones.Find(text));
        CheckName(keys.Run, RunnableNames(), "runs", "is neither a job nor a pipeline");
        CheckName(keys.Queue, project.Queues.Keys, "uses the queue", "is not under `queues`");
        CheckMissed(name, keys);
        var schedule = Definition(name, keys);
        if (_restIsRight && problems.Count == before)
        {
            CheckRun(name, keys, schedule);
        }

        return schedule;
    }

    private static ScheduleDefinition Definition(YamlText name, ScheduleKeys keys)
    {
        var defaults = new ScheduleDefinition { Name = name.Value, Cron = keys.Cron?.Value.Trim() ?? "", Run = keys.Run?.Value ?? "" };
        return defaults with
        {
            TimeZone = keys.TimeZone?.Value ?? defaults.TimeZone,
            Input = keys.Input is { } input ? YamlJson.Of(input) : defaults.Input,
            Queue = keys.Queue?.Value,
            Priority = keys.Priority,
            Tenant = keys.Tenant?.Value,
            Missed = keys.Missed,
            MissedLimit = keys.MissedLimit ?? defaults.MissedLimit,
            Overlap = keys.Overlap ?? (keys.Missed == MissedRuns.All ? OverlapPolicy.Wait : defaults.Overlap),
            Jitter = keys.Jitter,
        };
    }

    private void Require(YamlText name, ScheduleKeys keys, string key, string example)
    {
        if (!keys.Seen.Contains(key) && !keys.Malformed)
        {
            problems.Add(name.Place, $"schedule `{name.Value}` has no `{key}`; give it {example}");
        }
    }

    private void Check(YamlText? text, Action<string> read)
    {
        try
        {
            if (text is not null)
            {
                read(text.Value);
            }
        }
        catch (FormatException error)
        {
            problems.Add(text!.Place, error.Message);
        }
    }

    private void CheckName(YamlText? text, IEnumerable<string> known, string does, string wrong)
    {
        var names = known.ToArray();
        if (text is not null && !names.Contains(text.Value))
        {
            problems.Add(text.Place, $"a schedule {does} {text.What}, which {wrong}{NearestName.Hint(text.Value, names)}");
        }
    }

    /// <summary>Of several made up for at once, all but the first would meet one that is not over.</summary>
    private void CheckMissed(YamlText name, ScheduleKeys keys)
    {
        if (keys.Missed == MissedRuns.All && keys.Overlap is OverlapPolicy.Skip or OverlapPolicy.Cancel)
        {
            problems.Add(name.Place,
                $"schedule `{name.Value}` has `missed: all`, which makes up for several due times at once; its `overlap` must be wait or allow");
        }
    }

    private void CheckRun(YamlText name, ScheduleKeys keys, ScheduleDefinition schedule)
    {
        try
        {
            new ScheduleExpansion(project, SomeKeys).Expand(schedule, SomeDue);
        }
        catch (RefusedException error)
        {
            problems.Add(keys.Input?.Place ?? name.Place, $"schedule `{name.Value}` could not run `{schedule.Run}`: {error.Message}");
        }
    }

    private IEnumerable<string> RunnableNames()
    {
        var steps = project.Pipelines.Values.SelectMany(pipeline => pipeline.Steps.Select(step => $"{pipeline.Name}.{step.Name}")).ToHashSet();
        return project.Kinds.Keys.Where(kind => !steps.Contains(kind)).Concat(project.Pipelines.Keys);
    }
}
