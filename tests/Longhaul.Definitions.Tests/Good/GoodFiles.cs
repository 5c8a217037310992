namespace Longhaul.Definitions.Tests.Good;

/// <summary>Definitions that must be read without a problem, and that the schema must take.</summary>
internal static class GoodFiles
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["the documentation's example"] = ExampleTests.Video,
        ["the least"] = "jobs: { a: { command: [true] } }\n",
        ["a shell line"] = "jobs: { a: { shell: 'sort < in | uniq > out' } }\n",
        ["an empty queue"] = "queues:\n  default:\n  slow: {}\njobs: { a: { queue: slow, command: [true] } }\n",
        ["a bucket"] = "artifacts: s3://films/longhaul?region=eu-central-1\njobs: { a: { command: [true] } }\n",
        ["every key of artifacts"] = "artifacts: { store: \"s3://films\", max_run: 5GB, max_tenant: 50GiB }\njobs: { a: { command: [true] } }\n",
        ["every key of a queue"] = EveryQueueKey,
        ["every key of a job"] = EveryJobKey,
        ["every key of a pipeline"] = EveryPipelineKey,
        ["every key of a schedule"] = EverySchedule,
        ["every key of a queue and a tenant"] = EveryQueueAndTenantKey,
        ["signs at the start of a text"] = "jobs: { a: { command: [date, '%Y', '@bob', '*.txt', '&x', '!y', '#z'] } }\n",
        ["a comment and a document mark"] = "# mine\n---\njobs: { a: { command: [true] } }\n...\n",
        ["nothing to run yet"] = "name: x\n",
    };

    public const string EveryQueueKey = """
        queues:
          publish: { concurrency: 1, limit: 3, rate: 10/min }
          others: { rate: 30/10m }
        """;

    public const string EveryQueueAndTenantKey = """
        queues:
          slow: { concurrency: 2, aging: 100 }
          strict: { aging: off }
          other: { aging: "off" }
        tenants:
          "Ann & Söhne, 1. OG": { weight: 3 }
          channel.b: { weight: 0.01, budget: 5.00 USD/day, settings: { voice: en-gb, "2": two, style: { pace: 1.5, loud: false } }, secrets: [YOUTUBE_TOKEN, OTHER] }
          none:
        """;

    public const string EveryJobKey = """
        jobs:
          all:
            command: [echo, 1, 1.0, 010, true, no, ~, null, "", 2026-01-02, 0x10, "{{ input.a }}", "{{{{ plain }}"]
            cwd: sub/folder
            env: { PORT: 8080, DEBUG: true, EMPTY: , TEXT: "{{ input.a }}" }
            secrets: [TTS_KEY, { name: COOKIES, as: file }, OTHER, { name: LAST }]
            queue: default
            priority: 9
            timeout: 1h30m
            stall_timeout: 500ms
            grace: 2s
            retry: { attempts: 1000, backoff: exponential, base: 1s, factor: 1.5, max: 2d, transient: [ECONNRESET, "HTTP 503"] }
            exit_codes: { 3: skip, 4: retry, 5: complete, 255: fail }
            concurrency: { key: "{{ input.a }}-{{ tenant }}", limit: 3 }
            exclusive: false
            on_shutdown: checkpoint
            on_worker_lost: fail
            progress: yt-dlp
            memory: 1.5GiB
            on_oom: { factor: 1.5, max: 6GB }
            artifacts: ["*.mp4", sub/dir/*]
            history: none
            encrypted: true
            unique: { by: key, key: "{{ input.a }}-{{ tenant }}", while: waiting, on_conflict: extend, delay: 30s }
          once: { command: [true], unique: { by: input, period: 10m }, concurrency: { limit: 2, at_limit: replace }, rate: { key: "{{ input.a }}", limit: 30/10m } }
          one: { command: [true], unique: { on_conflict: replace } }
        """;

    public const string EveryPipelineKey = """
        jobs:
          narrate: { command: [say, "{{ input.text }}", "{{ input.speed }}", "{{ run.id }}"], timeout: 5m, env: { A: 1, B: 2 } }
        pipelines:
          p:
            input:
              text:   { type: string, required: true, max_length: 200, pattern: "[a-z ]+" }
              speed:  { type: number, default: 1.5, min: 0.5, max: 2 }
              count:  { type: integer, default: 3, one_of: [1, 3] }
              loud:   { type: boolean, default: false }
              more:   { type: object, default: { a: [1, two] } }
              list:   { type: array, default: [] }
              size:   { default: 010, one_of: [010, large] }
              free:
            tenant: "x-{{ input.text }}"
            encrypted: true
            unique: { key: "{{ input.text }}", while: unfinished, on_conflict: skip }
            steps:
              first: { command: [echo, "{{ input.more.a.0 }}", "{{ job.id }}", "{{ attempt }}", "{{ tenant }}"] }
              second: { needs: [first], job: narrate, timeout: 6m, env: { B: 3 }, with: { text: "{{ steps.first.outputs.text }}", speed: "{{ input.speed }}", n: 010, o: 10, p: [true, ~] } }
              third: { needs: [second], command: [echo, "{{ steps.first.outputs.deep.er }}"] }
        """;

    public const string EverySchedule = """
        queues: { render: }
        jobs:
          sync: { command: [sync] }
        pipelines:
          video:
            input: { topic: { required: true, max_length: 40 }, day: }
            steps: { script: { command: [echo, "{{ input.topic }}"] } }
        schedules:
          nightly:
            cron: "0 3 * * MON-FRI"
            timezone: Europe/Berlin
            run: video
            input: { topic: "{{ schedule.name }}", day: "{{ schedule.due }}" }
            queue: render
            priority: 0
            tenant: acme
            missed: skip
            overlap: cancel
            jitter: 5m
          least: { cron: "@hourly", run: sync }
          catch-up: { cron: "*/5 * * * *", run: sync, missed: { all: 3 } }
          beside: { cron: "*/5 * * * *", run: sync, missed: all, overlap: allow }
        """;
}
