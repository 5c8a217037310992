using Longhaul.Core.Secrets;
using Longhaul.PostgreSql;

namespace Longhaul.Cli.Configuration;

/// <summary>Every setting of the environment. Documentation and the example file are checked against this table.</summary>
internal static class SettingTable
{
    public static Setting<string> Store { get; } = new()
    {
        Variables = ["LONGHAUL_STORE", "LONGHAUL_DATABASE_URL", "DATABASE_URL", "LONGHAUL_REDIS_URL", "REDIS_URL", "TURSO_DATABASE_URL", "SUPABASE_URL"],
        Flag = "--store",
        Default = "`store:` of longhaul.yaml, else `sqlite:data/longhaul.db`",
        Remedy = "set LONGHAUL_STORE=sqlite:data/longhaul.db, or postgresql://user:password@host/database",
        Doc = "Where jobs are kept: `sqlite:PATH`, `sqlite:///PATH` (relative; four slashes for an absolute path), `sqlite+aiosqlite:///PATH` or a plain path; "
            + "or `postgresql://user:password@host:port/database?options` (also `postgres://`, `postgresql+asyncpg://`). "
            + "A relative path starts at the folder of longhaul.yaml; missing folders are made. "
            + "Redis, Turso and Supabase's web addresses are recognised and refused with a line that names the alternative.",
        Example = "sqlite:data/longhaul.db",
        Parse = text => StoreAddress.Parse(text) is { Complaint: { } complaint } ? Parsed<string>.Wrong(complaint) : text,
    };

    public static Setting<string> Schema { get; } = new()
    {
        Variables = ["LONGHAUL_SCHEMA"],
        Default = "the schema in the URL, else `longhaul`",
        Remedy = "set a plain name, or leave it out for longhaul",
        Doc = "PostgreSQL only: the schema that holds the store. It is made where it is not there. "
            + "A name of at most 54 bytes, without control characters and `' \" \\ % { } $$`.",
        Example = "longhaul",
        Parse = text => PostgreSqlAddress.ComplainOfSchema(text) is { } complaint ? Parsed<string>.Wrong(complaint) : text,
    };

    public static Setting<bool> Migrate { get; } = new()
    {
        Variables = ["LONGHAUL_MIGRATE"],
        Default = "on",
        Remedy = "set it to on or off",
        Doc = "`off`: no command but `longhaul migrate` creates or migrates the store.",
        Example = "on",
        Parse = SettingParsers.Switch,
    };

    public static Setting<string> File { get; } = new()
    {
        Variables = ["LONGHAUL_FILE"],
        Flag = "--file",
        Default = "longhaul.yaml in the current folder or the nearest one above",
        Remedy = "set it to the path of a longhaul.yaml",
        Doc = "The project file.",
        Example = "longhaul.yaml",
        Parse = SettingParsers.FilePath,
    };

    public static Setting<string> Data { get; } = new()
    {
        Variables = ["LONGHAUL_DATA"],
        Default = "`data` beside longhaul.yaml",
        Remedy = "set it to a folder",
        Doc = "The folder for scratch space, artifacts and long logs.",
        Example = "data",
        Parse = SettingParsers.FilePath,
    };

    public static Setting<string> Artifacts { get; } = new()
    {
        Variables = ["LONGHAUL_ARTIFACTS"],
        Default = "`artifacts:` of longhaul.yaml, else `local`",
        Remedy = "set s3://bucket/prefix?region=eu-central-1, s3://bucket/prefix?endpoint=https://host, or local",
        Doc = "Where files that jobs publish are kept: `local` for a folder in `LONGHAUL_DATA`, or a bucket that workers on many machines share, "
            + "`s3://BUCKET/PREFIX?endpoint=URL&region=NAME&cache=SIZE`. What the address leaves out comes from `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` and `AWS_REGION`; "
            + "keys come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or from the machine's role. "
            + "`cache` bounds the copies on a worker's machine (10GB).",
        Example = "local",
        Parse = text => BucketChoice.Complain(text) is { } complaint ? Parsed<string>.Wrong(complaint) : text,
    };

    public static Setting<string> WorkerLabel { get; } = new()
    {
        Variables = ["LONGHAUL_WORKER_ID", "WORKER_ID", "RAILWAY_SERVICE_NAME", "RENDER_SERVICE_NAME"],
        Flag = "--name",
        Default = "the machine's name",
        Remedy = "set 1 to 100 characters",
        Doc = "The worker's name for people; several live workers may share it.",
        Example = "worker-1",
        Parse = SettingParsers.Label,
    };

    public static Setting<int> HealthPort { get; } = new()
    {
        Variables = ["LONGHAUL_HEALTH_CHECK_PORT", "LONGHAUL_PORT", "HEALTH_CHECK_PORT", "PORT"],
        Flag = "--port",
        Default = "8080, or the next free one",
        Remedy = "set a port from 0 (any free one) to 65535, or leave it out for 8080 or the next free one",
        Doc = "Where a worker serves `/health` and `/metrics`. A port that is set and taken ends the worker with 78.",
        Example = "8080",
        Parse = SettingParsers.Integer(0, 65_535),
    };

    public static Setting<TimeSpan> PollInterval { get; } = new()
    {
        Variables = ["LONGHAUL_POLL_INTERVAL_MS", "POLL_INTERVAL_MS"],
        Default = "2000",
        Remedy = "set milliseconds from 10 to 3600000, or leave it out for 2000",
        Doc = "How often an idle worker looks for jobs when nothing wakes it, in milliseconds.",
        Example = "2000",
        Parse = SettingParsers.Milliseconds(10, 3_600_000),
    };

    public static Setting<TimeSpan> Prefetch { get; } = new()
    {
        Variables = ["LONGHAUL_PREFETCH_MS"],
        Default = "100",
        Remedy = "set milliseconds from 0 (claim only what starts at once) to 1000, or leave it out for 100",
        Doc = "How much work of short jobs a worker may claim before there is a place for it, in milliseconds; longer jobs are never claimed in advance.",
        Example = "100",
        Parse = SettingParsers.Milliseconds(0, 1_000),
    };

    public static Setting<int> MaxConcurrentJobs { get; } = new()
    {
        Variables = ["LONGHAUL_MAX_CONCURRENT_JOBS", "MAX_CONCURRENT_JOBS"],
        Flag = "--concurrency",
        Default = "the number of cores",
        Remedy = "set a number from 1 to 1000, or leave it out for the number of cores",
        Doc = "How many jobs a worker runs at once, over all queues.",
        Example = "2",
        Parse = SettingParsers.Integer(1, 1_000),
    };

    public static Setting<TimeSpan> ShutdownTimeout { get; } = new()
    {
        Variables = ["LONGHAUL_SHUTDOWN_TIMEOUT_MS", "SHUTDOWN_TIMEOUT_MS"],
        Default = "30000",
        Remedy = "set milliseconds from 0 to 86400000, or leave it out for 30000",
        Doc = "The whole time a worker has from SIGTERM to its end, in milliseconds; keep it below what the platform allows.",
        Example = "30000",
        Parse = SettingParsers.Milliseconds(0, 86_400_000),
    };

    public static Setting<TimeSpan> LeaseTick { get; } = new()
    {
        Variables = ["LONGHAUL_LEASE_TICK_MS"],
        Default = "5000",
        Remedy = "set milliseconds from 100 to 60000, or leave it out for 5000",
        Doc = "A sixth of the time after which the jobs of a silent worker are given to others (exclusive ones after three times as long), in milliseconds. Workers of a store must agree on it.",
        Example = "5000",
        Parse = SettingParsers.Milliseconds(100, 60_000),
    };

    public static Setting<int> KeyAging { get; } = new()
    {
        Variables = ["LONGHAUL_KEY_AGING"],
        Default = "16",
        Remedy = "set a number from 0 to 10000, or leave it out for 16",
        Doc = "Of so many places under a key (`concurrency`) that become free about one goes to the priority that has waited longest there; 0 for never. For a queue see `aging`.",
        Example = "16",
        Parse = SettingParsers.Integer(0, 10_000),
    };

    public static Setting<int> MaxJobs { get; } = new()
    {
        Variables = ["LONGHAUL_MAX_JOBS"],
        Default = "never",
        Remedy = "set a number from 1 to 1000000000, or leave it out for never",
        Doc = "After this many jobs a worker takes no more, and ends when those that run have ended, to be started anew by what supervises it.",
        Example = "10000",
        Parse = SettingParsers.Integer(1, 1_000_000_000),
    };

    public static Setting<TimeSpan> MaxAge { get; } = new()
    {
        Variables = ["LONGHAUL_MAX_AGE_MS"],
        Default = "never",
        Remedy = "set milliseconds from 1000 to 2000000000, or leave it out for never",
        Doc = "After this long a worker takes no more jobs, and ends when those that run have ended, in milliseconds.",
        Example = "86400000",
        Parse = SettingParsers.Milliseconds(1_000, 2_000_000_000),
    };

    public static Setting<int> MaxMemory { get; } = new()
    {
        Variables = ["LONGHAUL_MAX_MEMORY_MB"],
        Default = "never",
        Remedy = "set MiB from 64 to 1000000, or leave it out for never",
        Doc = "When a worker's own memory grows above this, in MiB, it takes no more jobs, and ends when those that run have ended.",
        Example = "512",
        Parse = SettingParsers.Integer(64, 1_000_000),
    };

    public static Setting<int> MemoryLimit { get; } = new()
    {
        Variables = ["LONGHAUL_MEMORY_LIMIT_MB"],
        Default = "95 % of what the container or machine has",
        Remedy = "set MiB from 128 to 10000000, or leave it out for what the container or machine has",
        Doc = "The most that a worker and the processes of its jobs may hold together, in MiB. At it the job that holds the most above its share is killed, with the error `oom`.",
        Example = "1024",
        Parse = SettingParsers.Integer(128, 10_000_000),
    };

    public static Setting<int> MemorySoftLimit { get; } = new()
    {
        Variables = ["LONGHAUL_MEMORY_SOFT_LIMIT_MB"],
        Default = "80 % of the limit",
        Remedy = "set MiB from 128 to 10000000, or leave it out for 80 % of the limit",
        Doc = "While a worker and its jobs hold this much, in MiB, it takes no more jobs; one that holds it with nothing running drains and ends, to be started anew.",
        Example = "800",
        Parse = SettingParsers.Integer(128, 10_000_000),
    };

    public static Setting<int> KeepHistory { get; } = new()
    {
        Variables = ["LONGHAUL_KEEP_HISTORY_DAYS"],
        Default = "14",
        Remedy = "set days from 1 to 3650, or leave it out for 14",
        Doc = "How long jobs that are over stay visible, in days.",
        Example = "14",
        Parse = SettingParsers.Integer(1, 3_650),
    };

    public static Setting<int> KeepCosts { get; } = new()
    {
        Variables = ["LONGHAUL_KEEP_COSTS_DAYS"],
        Default = "400",
        Remedy = "set days from 1 to 3650, or leave it out for 400",
        Doc = "How long the cost ledger keeps what jobs spent, in days.",
        Example = "400",
        Parse = SettingParsers.Integer(1, 3_650),
    };

    public static Setting<int> KeepAudit { get; } = new()
    {
        Variables = ["LONGHAUL_KEEP_AUDIT_DAYS"],
        Default = "for ever",
        Remedy = "set days from 1 to 36500, or leave it out for ever",
        Doc = "How long the audit log keeps its entries, in days; what is removed is noted in the log itself.",
        Example = "3650",
        Parse = SettingParsers.Integer(1, 36_500),
    };

    public static Setting<LogThreshold> LogLevel { get; } = new()
    {
        Variables = ["LONGHAUL_LOG_LEVEL", "LOG_LEVEL"],
        Default = "INFO",
        Remedy = "set DEBUG, INFO, WARNING, ERROR or CRITICAL",
        Doc = "The least level that a worker logs: DEBUG, INFO, WARNING, ERROR, CRITICAL.",
        Example = "INFO",
        Parse = SettingParsers.LogLevel,
    };

    public static Setting<LogShape> LogFormat { get; } = new()
    {
        Variables = ["LONGHAUL_LOG_FORMAT", "LOG_FORMAT"],
        Default = "text on a terminal, else json",
        Remedy = "set json or text",
        Doc = "How a worker logs: `json` lines or readable `text`.",
        Example = "json",
        Parse = SettingParsers.LogFormat,
    };

    public static Setting<KeyRing?> FernetKey { get; } = new()
    {
        Variables = ["LONGHAUL_FERNET_KEY", "FERNET_KEY"],
        Default = "none",
        Remedy = "make one with: longhaul secrets key",
        Doc = "The key of stored secrets and encrypted inputs: 32 bytes as url-safe base64, in the Fernet format. Several, separated by commas or white space: "
            + "the first encrypts, all decrypt. Checked at start where it is set; needed where stored secrets or encrypted inputs are used.",
        Example = "",
        Secret = true,
        Parse = SettingParsers.FernetKeys,
    };

    public static Setting<string> Webhook { get; } = new()
    {
        Variables = ["LONGHAUL_DISCORD_WEBHOOK_URL", "DISCORD_WEBHOOK_URL"],
        Default = "none",
        Remedy = "set the whole address of the webhook, from https:// on",
        Doc = "A Discord webhook that is told of everything where longhaul.yaml has no `alerts`; else only what the file names it for.",
        Example = "",
        Secret = true,
        Parse = SettingParsers.WebAddress,
    };

    public static Setting<bool> Debug { get; } = new()
    {
        Variables = ["LONGHAUL_DEBUG"],
        Default = "off",
        Remedy = "set it to 1 or 0",
        Doc = "`1`: an error is shown with its stack trace.",
        Example = "0",
        Parse = SettingParsers.Switch,
    };

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Store, Schema, Migrate, File, Data, Artifacts, WorkerLabel, HealthPort, PollInterval, Prefetch, MaxConcurrentJobs, ShutdownTimeout, LeaseTick, KeyAging, MaxJobs,
        MaxAge, MaxMemory, MemoryLimit, MemorySoftLimit, KeepHistory, KeepCosts, KeepAudit, LogLevel, LogFormat, FernetKey, Webhook, Debug,
    ];
}
