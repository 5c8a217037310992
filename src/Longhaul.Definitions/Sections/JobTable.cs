using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a job and of a step that runs something.</summary>
internal static class JobTable
{
    public static IReadOnlyList<Key<JobKeys>> Keys { get; } =
    [
        new("command", (job, key) => job.Command = JobValues.Command(key)),
        new("shell", (job, key) => job.Shell = JobValues.Shell(key)),
        new("cwd", (job, key) => job.Cwd = JobValues.Folder(key)),
        new("env", (job, key) => job.Env = JobValues.Environment(key)),
        new("secrets", (job, key) => job.Secrets = SecretTable.Read(key)),
        new("queue", (job, key) => job.Queue = key.Text()),
        new("priority", (job, key) => job.Priority = key.Whole(0, 9)),
        new("timeout", (job, key) => job.Timeout = key.Duration()),
        new("stall_timeout", (job, key) => job.StallTimeout = key.Duration()),
        new("grace", (job, key) => job.Grace = key.Duration()),
        new("retry", (job, key) => job.Retry = RetryTable.Read(key)),
        new("exit_codes", (job, key) => job.ExitCodes = JobValues.ExitCodes(key)),
        new("concurrency", (job, key) => job.Concurrency = ConcurrencyTable.Read(key)),
        new("rate", (job, key) => job.Rate = RateTable.Read(key)),
        new("exclusive", (job, key) => job.Exclusive = key.Flag()),
        new("on_shutdown", (job, key) => job.OnShutdown = key.Choice(
            ("finish", OnShutdown.Finish), ("checkpoint", OnShutdown.Checkpoint), ("requeue", OnShutdown.Requeue))),
        new("on_worker_lost", (job, key) => job.OnWorkerLost = key.Choice(("retry", OnWorkerLost.Retry), ("fail", OnWorkerLost.Fail))),
        new("progress", (job, key) => job.Progress = key.Choice(("ffmpeg", ProgressFormat.Ffmpeg), ("yt-dlp", ProgressFormat.YtDlp))),
        new("memory", (job, key) => job.Memory = key.Size()),
        new("on_oom", (job, key) => job.OnOom = OomTable.Read(key)),
        new("artifacts", (job, key) => job.Artifacts = JobValues.Artifacts(key)),
        new("history", (job, key) => job.KeepHistory = key.Choice(("full", true), ("none", false))),
    ];

    public static Table<JobKeys> Table { get; } = new("a job",
    [
        .. Keys,
        new("unique", (job, key) => job.Unique = UniqueTable.Read(key)),
        new("encrypted", (job, key) => job.Encrypted = key.Flag()),
    ]);
}
