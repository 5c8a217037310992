namespace Longhaul.Cli.Configuration;

/// <summary>What a worker process is started with.</summary>
internal sealed record WorkerSettings
{
    private const long BytesPerMegabyte = 1024 * 1024;

    /// <summary>The worker's name for people.</summary>
    public required string Label { get; init; }

    /// <summary>The port of the health endpoint; null for 8080 or the next free one.</summary>
    public int? HealthPort { get; init; }

    /// <summary>How often an idle worker looks for jobs by itself.</summary>
    public required TimeSpan PollInterval { get; init; }

    public required TimeSpan Prefetch { get; init; }

    /// <summary>How many jobs run at once.</summary>
    public required int MaxConcurrentJobs { get; init; }

    /// <summary>From the first signal to the end.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>The least level that is logged; null for what suits the command.</summary>
    public LogThreshold? LogLevel { get; init; }

    /// <summary>How log lines are written; null for what suits the output.</summary>
    public LogShape? LogFormat { get; init; }

    /// <summary>After this many jobs the worker ends; null for never.</summary>
    public long? MaxJobs { get; init; }

    /// <summary>After this long the worker ends; null for never.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Above this much memory of its own the worker ends, in bytes; null for never.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The most that the worker and its jobs may hold, in bytes; null for what there is.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>From this on it takes no more jobs, in bytes; null for a share of the limit.</summary>
    public long? MemorySoftLimitBytes { get; init; }

    /// <summary>How long jobs that are over stay in history.</summary>
    public required TimeSpan KeepHistory { get; init; }

    /// <summary>How long the cost ledger keeps what jobs spent.</summary>
    public required TimeSpan KeepCosts { get; init; }

    /// <summary>How long the audit log keeps its entries; null for ever.</summary>
    public TimeSpan? KeepAudit { get; init; }

    /// <summary>Reads all of them; what is wrong is noted in the reader.</summary>
    public static WorkerSettings Read(SettingReader reader)
    {
        _ = reader.Read(SettingTable.Webhook, "");
        return new WorkerSettings
        {
            Label = reader.Read(SettingTable.WorkerLabel, Environment.MachineName),
            HealthPort = reader.ReadOptional(SettingTable.HealthPort),
            PollInterval = reader.Read(SettingTable.PollInterval, TimeSpan.FromSeconds(2)),
            Prefetch = reader.Read(SettingTable.Prefetch, TimeSpan.FromMilliseconds(100)),
            MaxConcurrentJobs = reader.Read(SettingTable.MaxConcurrentJobs, Environment.ProcessorCount),
            ShutdownTimeout = reader.Read(SettingTable.ShutdownTimeout, TimeSpan.FromSeconds(30)),
            LogLevel = reader.ReadOptional(SettingTable.LogLevel),
            LogFormat = reader.ReadOptional(SettingTable.LogFormat),
            MaxJobs = reader.ReadOptional(SettingTable.MaxJobs),
            MaxAge = reader.ReadOptional(SettingTable.MaxAge),
            MaxMemoryBytes = reader.ReadOptional(SettingTable.MaxMemory) * BytesPerMegabyte,
            MemoryLimitBytes = reader.ReadOptional(SettingTable.MemoryLimit) * BytesPerMegabyte,
            MemorySoftLimitBytes = reader.ReadOptional(SettingTable.MemorySoftLimit) * BytesPerMegabyte,
            KeepHistory = TimeSpan.FromDays(reader.Read(SettingTable.KeepHistory, 14)),
            KeepCosts = TimeSpan.FromDays(reader.Read(SettingTable.KeepCosts, 400)),
            KeepAudit = reader.ReadOptional(SettingTable.KeepAudit) is { } days ? TimeSpan.FromDays(days) : null,
        };
    }
}
