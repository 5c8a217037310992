using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes kinds of the keys of jobs and steps.</summary>
internal sealed class JobBuilder(Variables variables, IReadOnlyCollection<string> queues, Problems problems)
{
    /// <summary>Notes what is wrong with a job's keys as a whole.</summary>
    /// <param name="job">The job or step.</param>
    /// <param name="what">Which, for messages.</param>
    public void Check(JobKeys job, string what)
    {
        if (job.Command is not null && job.Shell is not null)
        {
            problems.Add(job.Place, $"{what} has both `command` and `shell`; keep one");
        }

        if (job.Queue is { } queue && !queues.Contains(queue.Value))
        {
            problems.Add(queue.Place, $"the queue {queue.What} is not declared under `queues`{NearestName.Hint(queue.Value, queues)}");
        }

        CheckTimes(job, what);
        CheckAtLimit(job, what);
    }

    private void CheckAtLimit(JobKeys job, string what)
    {
        if (job.Concurrency is { AtLimit: AtLimit.Replace } && job.Unique is not (null or { Period: not null, OnConflict: UniqueConflict.Skip }))
        {
            problems.Add(job.Place,
                $"{what} has both `unique` and `at_limit: replace`, and what waits can become the new one by one of them only; keep one");
        }
    }

    /// <summary>Notes a silence that could never be found out.</summary>
    public void CheckTimes(JobKeys job, string what)
    {
        if (job.StallTimeout > job.Timeout)
        {
            problems.Add(job.Place, $"{what} has a `stall_timeout` that is longer than its `timeout`");
        }
    }

    /// <summary>Notes a growth without anything that could grow, or that is none.</summary>
    public void CheckOom(JobKeys job, string what)
    {
        if (job.OnOom is { MaxBytes: not null } && job.Memory is null)
        {
            problems.Add(job.Place, $"{what} has an `on_oom` with a `max`, but no `memory` to begin with");
        }
        else if (job.OnOom?.MaxBytes < job.Memory)
        {
            problems.Add(job.Place, $"{what} has an `on_oom` whose `max` is less than its `memory`");
        }
    }

    /// <summary>The kind.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="job">Its keys.</param>
    /// <param name="with">The input that a step gives to it, as JSON; null for none.</param>
    public JobKind Build(string name, JobKeys job, string? with = null) => new()
    {
        Name = name,
        Queue = job.Queue?.Value ?? QueueDefinition.DefaultName,
        Priority = job.Priority ?? new JobKind { Name = name }.Priority,
        Timeout = job.Timeout,
        StallTimeout = job.StallTimeout,
        Grace = job.Grace ?? new JobKind { Name = name }.Grace,
        Retry = job.Retry ?? RetryPolicy.ForCommands,
        Concurrency = job.Concurrency is { } limit ? new ConcurrencyLimit(limit.Key?.Value ?? "", limit.Limit, limit.AtLimit) : null,
        Rate = job.Rate is { Limit: { } rate } perKey ? new KeyRate(perKey.Key?.Value ?? "", rate) : null,
        Unique = job.Unique?.ToRule(),
        Exclusive = job.Exclusive ?? false,
        OnShutdown = job.OnShutdown ?? default,
        OnWorkerLost = job.OnWorkerLost ?? default,
        Encrypted = job.Encrypted ?? false,
        MemoryBytes = job.Memory,
        OnOom = job.OnOom,
        KeepHistory = job.KeepHistory ?? true,
        Command = Command(job, with),
    };

    private CommandSpec Command(JobKeys job, string? with) => new()
    {
        Arguments = [.. (job.Command ?? []).Select(item => item.Value)],
        Shell = job.Shell?.Value,
        WorkingDirectory = job.Cwd?.Value,
        Environment = (job.Env ?? new Dictionary<string, YamlText>()).ToDictionary(item => item.Key, item => Filled(item.Value)),
        Secrets = job.Secrets?.Variables ?? [],
        SecretFiles = job.Secrets is { Files.Count: > 0 } secrets ? secrets.Files : null,
        ExitCodes = job.ExitCodes ?? new Dictionary<int, ExitMeaning>(),
        Progress = job.Progress ?? default,
        Artifacts = [.. (job.Artifacts ?? []).Select(pattern => pattern.Value)],
        With = with,
    };

    /// <summary>Variables are filled into the plain text only, and braces in their values stay plain text.</summary>
    private string Filled(YamlText text)
    {
        try
        {
            return Template.Parse(text.Value).MapLiterals(part => variables.Fill(part, wrong => problems.Add(text.Place, wrong))).Source;
        }
        catch (TemplateException error)
        {
            problems.Add(text.Place, error.Message);
            return "";
        }
    }
}
