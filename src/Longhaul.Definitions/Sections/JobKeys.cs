using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a job, as they stand in the file; null where they do not.</summary>
internal class JobKeys : Keys
{
    public IReadOnlyList<YamlText>? Command { get; set; }

    public YamlText? Shell { get; set; }

    public YamlText? Cwd { get; set; }

    public IReadOnlyDictionary<string, YamlText>? Env { get; set; }

    public SecretKeys? Secrets { get; set; }

    public YamlText? Queue { get; set; }

    public int? Priority { get; set; }

    public TimeSpan? Timeout { get; set; }

    public TimeSpan? StallTimeout { get; set; }

    public TimeSpan? Grace { get; set; }

    public RetryPolicy? Retry { get; set; }

    public IReadOnlyDictionary<int, ExitMeaning>? ExitCodes { get; set; }

    public ConcurrencyKeys? Concurrency { get; set; }

    public RateKeys? Rate { get; set; }

    /// <summary>Of a job only; a step is there once in its run.</summary>
    public UniqueKeys? Unique { get; set; }

    /// <summary>Of a job only; what is encrypted of a step is the input of its run.</summary>
    public bool? Encrypted { get; set; }

    public bool? Exclusive { get; set; }

    public OnShutdown? OnShutdown { get; set; }

    public OnWorkerLost? OnWorkerLost { get; set; }

    public ProgressFormat? Progress { get; set; }

    public long? Memory { get; set; }

    public OomRule? OnOom { get; set; }

    public IReadOnlyList<YamlText>? Artifacts { get; set; }

    public bool? KeepHistory { get; set; }

    /// <summary>These keys laid over those of a job: each replaces the job's, except that <c>env</c> is joined name by name.</summary>
    public JobKeys Over(JobKeys job) => new()
    {
        Place = Place,
        Command = Command ?? job.Command,
        Shell = Shell ?? job.Shell,
        Cwd = Cwd ?? job.Cwd,
        Env = Joined(job.Env, Env),
        Secrets = Secrets ?? job.Secrets,
        Queue = Queue ?? job.Queue,
        Priority = Priority ?? job.Priority,
        Timeout = Timeout ?? job.Timeout,
        StallTimeout = StallTimeout ?? job.StallTimeout,
        Grace = Grace ?? job.Grace,
        Retry = Retry ?? job.Retry,
        ExitCodes = ExitCodes ?? job.ExitCodes,
        Concurrency = Concurrency ?? job.Concurrency,
        Rate = Rate ?? job.Rate,
        Encrypted = Encrypted ?? job.Encrypted,
        Exclusive = Exclusive ?? job.Exclusive,
        OnShutdown = OnShutdown ?? job.OnShutdown,
        OnWorkerLost = OnWorkerLost ?? job.OnWorkerLost,
        Progress = Progress ?? job.Progress,
        Memory = Memory ?? job.Memory,
        OnOom = OnOom ?? job.OnOom,
        Artifacts = Artifacts ?? job.Artifacts,
        KeepHistory = KeepHistory ?? job.KeepHistory,
    };

    private static Dictionary<string, YamlText>? Joined(IReadOnlyDictionary<string, YamlText>? below, IReadOnlyDictionary<string, YamlText>? above)
    {
        var joined = new Dictionary<string, YamlText>(below ?? new Dictionary<string, YamlText>());
        foreach (var (name, value) in above ?? new Dictionary<string, YamlText>())
        {
            joined[name] = value;
        }

        return joined;
    }
}
