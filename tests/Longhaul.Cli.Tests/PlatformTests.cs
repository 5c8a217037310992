using System.Text.Json;

namespace Longhaul.Cli.Tests;

/// <summary>What <c>doctor</c> says of the files by which platforms start workers.</summary>
public sealed class PlatformTests
{
    /// <summary>The file, what stands in it, and what is said of it; nothing where it fits.</summary>
    public static TheoryData<string, string, string[]> Cases { get; } = new()
    {
        { "railway.json", """{"deploy":{"healthcheckPath":"/health","drainingSeconds":40,"restartPolicyType":"ALWAYS"}}""", [] },
        { "railway.json", """{"deploy":{"healthcheckPath":"/healthz","drainingSeconds":40,"restartPolicyType":"ALWAYS"}}""", ["problem: railway.json: deploy.healthcheckPath is /healthz, which a worker answers with 404"] },
        { "railway.json", """{"deploy":{"drainingSeconds":40,"restartPolicyType":"ALWAYS"}}""", ["warning: railway.json: without deploy.healthcheckPath"] },
        { "railway.json", """{"deploy":{"healthcheckPath":"/health","drainingSeconds":"40","restartPolicyType":"ALWAYS"}}""", ["problem: railway.json: deploy.drainingSeconds is a text (40), which is ignored"] },
        { "railway.json", """{"deploy":{"healthcheckPath":"/health","restartPolicyType":"ALWAYS"}}""", ["warning: railway.json: deploy.drainingSeconds is not set, and by default 0"] },
        { "railway.json", """{"deploy":{"healthcheckPath":"/health","drainingSeconds":30,"restartPolicyType":"NEVER","startCommand":"longhaul up"}}""", [
            "warning: railway.json: deploy.startCommand (longhaul up) is used in the place of the Dockerfile's start command",
            "warning: railway.json: deploy.drainingSeconds is 30", "warning: railway.json: deploy.restartPolicyType is NEVER"] },
        { "railway.json", """{"deploy":""", ["problem: railway.json cannot be read: line "] },
        { "railway.toml", "[deploy]\nhealthcheckPath = \"/health\"\ndrainingSeconds = 40\nrestartPolicyType = \"ALWAYS\"\n", [] },
        { "railway.toml", "[deploy]\nhealthcheckPath = \"/health\"\ndrainingSeconds = \"40\"\n", ["problem: railway.toml: deploy.drainingSeconds is a text", "warning: railway.toml: deploy.restartPolicyType is ON_FAILURE"] },
        { "railway.toml", "[deploy\n", ["problem: railway.toml cannot be read:"] },
        { "render.yaml", "services:\n  - { type: worker, name: w, maxShutdownDelaySeconds: 40 }\n  - { type: redis, name: r }\n", [] },
        { "render.yaml", "services:\n  - type: web\n    healthCheckPath: /up\n    dockerCommand: longhaul work\n    envVars: [{ key: PORT, value: 80 }]\n", [
            "problem: render.yaml: services.0.healthCheckPath is /up", "warning: render.yaml: services.0.dockerCommand (longhaul work)",
            "warning: render.yaml: services.0.maxShutdownDelaySeconds is not set, and by default 30", "warning: render.yaml: services.0.envVars.0 sets PORT by hand"] },
        { "fly.toml", "kill_timeout = \"1m\"\n[[restart]]\npolicy = \"always\"\n[checks.a]\npath = \"/health/live\"\n", [] },
        { "fly.toml", "kill_timeout = 20\n[env]\nPORT = \"8080\"\n[[restart]]\npolicy = \"never\"\n[checks.a]\npath = \"/\"\n", [
            "problem: fly.toml: checks.a.path is /,", "warning: fly.toml: kill_timeout is 20", "warning: fly.toml: restart.0.policy is never", "warning: fly.toml: [env] sets PORT by hand"] },
        { "fly.toml", "kill_timeout = \"soon\"\n[[restart]]\npolicy = \"always\"\n", ["warning: fly.toml: kill_timeout is soon, which is no duration"] },
        { "fly.toml", "kill_timeout = \"1m\"\n[[services]]\n[[services.http_checks]]\npath = \"/up\"\n[http_service]\n[[http_service.http_checks]]\npath = \"/health\"\n", [
            "problem: fly.toml: services.0.http_checks.0.path is /up", "warning: fly.toml: restart.policy is not set, by default on-failure"] },
        { "compose.yaml", "x: &x { image: longhaul, restart: always }\nservices:\n  a: { <<: *x, stop_grace_period: 1m30s }\n  db: { image: postgres }\n  m: { <<: *x, command: [migrate] }\n", [] },
        { "compose.yaml", "services:\n  a: { image: longhaul, environment: { PORT: 80 } }\n", [
            "warning: compose.yaml: services.a.stop_grace_period is not set, and by default 10", "warning: compose.yaml: services.a.restart is not set", "warning: compose.yaml: services.a sets PORT by hand"] },
        { "compose.yaml", "services:\n  a: { build: ., command: longhaul work, environment: [A=1, PORT=80], restart: always, stop_grace_period: 40s }\n", ["warning: compose.yaml: services.a sets PORT by hand"] },
        { "compose.yaml", "services:\n  a: { build: { context: . }, command: /opt/longhaul/longhaul migrate }\n  b: { build: ., command: migrate }\n  c: { build: ./other }\n", [] },
        { "compose.yaml", "services:\n  a: { build: { context: . }, restart: always }\n", ["warning: compose.yaml: services.a.stop_grace_period is not set"] },
        // A service's own variables go before the defaults.
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, environment: { SHUTDOWN_TIMEOUT_MS: 60000 } }\n", ["warning: compose.yaml: services.a.stop_grace_period is 40"] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 10s, environment: [SHUTDOWN_TIMEOUT_MS=5000] }\n", [] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, environment: { SHUTDOWN_TIMEOUT_MS: '${PATIENCE:-50000}' } }\n", ["warning: compose.yaml: services.a.stop_grace_period is 40"] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, environment: { SHUTDOWN_TIMEOUT_MS: soon } }\n", ["problem: compose.yaml: services.a: SHUTDOWN_TIMEOUT_MS: \"soon\" is not"] },
        { "render.yaml", "services:\n  - { type: worker, maxShutdownDelaySeconds: 40, envVars: [{ key: SHUTDOWN_TIMEOUT_MS, value: 60000 }] }\n", ["warning: render.yaml: services.0.maxShutdownDelaySeconds is 40"] },
        { "fly.toml", "kill_timeout = \"40s\"\n[env]\nSHUTDOWN_TIMEOUT_MS = \"60000\"\n[[restart]]\npolicy = \"always\"\n", ["warning: fly.toml: kill_timeout is 40"] },
        // Where health is asked for, and where it is.
        { "fly.toml", "kill_timeout = \"1m\"\n[env]\nHEALTH_CHECK_PORT = \"9000\"\n[[restart]]\npolicy = \"always\"\n[checks.a]\nport = 8080\npath = \"/health\"\n", ["problem: fly.toml: checks.a.port asks for the health at port 8080, and the worker serves it at 9000"] },
        { "fly.toml", "kill_timeout = \"1m\"\n[[restart]]\npolicy = \"always\"\n[checks.a]\nport = 8080\npath = \"/health\"\n", [] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, healthcheck: { test: [CMD, curl, -f, 'http://localhost:9000/health'] } }\n", ["problem: compose.yaml: services.a.healthcheck.test asks for the health at port 9000, and the worker serves it at 8080"] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, environment: { HEALTH_CHECK_PORT: 9000 }, healthcheck: { test: curl -f http://127.0.0.1:9000/health } }\n", [] },
        { "compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, healthcheck: { test: [CMD, longhaul, health] } }\n", [] },
        { "Procfile", "worker: longhaul work\n", ["warning: Procfile: worker (longhaul work) says otherwise than the Dockerfile"] },
        { ".env", "A=1\n PORT=80\n", ["warning: .env: a line sets PORT by hand"] },
        { ".env", "HEALTH_CHECK_PORT=80\n", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_contradicts_is_told(string name, string text, string[] said)
    {
        using var folder = Projects.Make();
        folder.File("Dockerfile", "FROM longhaul:slim\n");
        folder.File(name, text);
        var findings = await FindingsAsync(folder.Path);
        findings.Count.ShouldBe(said.Length, string.Join('\n', findings));
        foreach (var (found, expected) in findings.Zip(said))
        {
            found.Replace(folder.Path + "/", "", StringComparison.Ordinal).ShouldStartWith(expected);
        }
    }

    [Theory]
    [InlineData("compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, mem_limit: 1g }\n", "services.a.mem_limit is 1g, of which 872.8 MiB are for jobs, and step has `memory:` 953.7 MiB")]
    [InlineData("compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, mem_limit: '${ROOM:-800m}' }\n", "services.a.mem_limit is 800m")]
    [InlineData("compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, deploy: { resources: { limits: { memory: 512M } } } }\n", "services.a.deploy.resources.limits.memory is 512M")]
    [InlineData("compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s, mem_limit: 2g }\n", null)]
    [InlineData("fly.toml", "kill_timeout = \"1m\"\n[[restart]]\npolicy = \"always\"\n[[vm]]\nmemory = \"1gb\"\n", "vm.0.memory is 1gb")]
    [InlineData("fly.toml", "kill_timeout = \"1m\"\n[[restart]]\npolicy = \"always\"\n[[vm]]\nmemory_mb = 1024\n", "vm.0.memory_mb is 1024")]
    [InlineData("fly.toml", "kill_timeout = \"1m\"\n[[restart]]\npolicy = \"always\"\n[[vm]]\nmemory = 2048\n", null)]
    public async Task A_limit_of_memory_that_the_greatest_job_does_not_fit_into_is_told(string name, string text, string? said)
    {
        using var folder = Projects.Make("""
            jobs:
              small: { command: ["true"], memory: 100MB }
            pipelines:
              p: { steps: { step: { command: ["true"], memory: 1GB } } }
            """);
        folder.File("Dockerfile", "FROM longhaul:slim\n");
        folder.File(name, text);
        var findings = await FindingsAsync(folder.Path);
        findings.Count.ShouldBe(said is null ? 0 : 1, string.Join('\n', findings));
        if (said is not null)
        {
            findings[0].Replace("p.step", "step", StringComparison.Ordinal).ShouldStartWith($"warning: {name}: {said}");
        }
    }

    [Fact]
    public async Task Compose_is_read_with_the_files_that_it_reads()
    {
        using var folder = Projects.Make();
        folder.File("Dockerfile", "FROM longhaul:slim\n");
        folder.File(".env", "PATIENCE=20\n");
        folder.File("worker.env", "# not this: SHUTDOWN_TIMEOUT_MS=1\nSHUTDOWN_TIMEOUT_MS=30000\nHEALTH_CHECK_PORT=9000\n");
        folder.File("compose.yaml", """
            services:
              a:
                image: longhaul
                restart: always
                stop_grace_period: 25s
                env_file: [{ path: worker.env, required: false }, { path: gone.env, required: false }]
                environment: { SHUTDOWN_TIMEOUT_MS: "${PATIENCE}000" }
                healthcheck: { test: "curl http://localhost:8080/health" }
            """);
        (await FindingsAsync(folder.Path)).ShouldHaveSingleItem().ShouldStartWith("problem: compose.yaml: services.a.healthcheck.test asks for the health at port 8080, and the worker serves it at 9000");
    }

    [Fact]
    public async Task A_start_command_that_starts_no_worker_is_told_also_where_there_is_no_image()
    {
        using var folder = Projects.Make();
        folder.File("railway.json", """{"deploy":{"healthcheckPath":"/health","drainingSeconds":40,"restartPolicyType":"ALWAYS","startCommand":"python worker.py"}}""");
        (await FindingsAsync(folder.Path)).ShouldHaveSingleItem().ShouldStartWith("warning: railway.json: deploy.startCommand (python worker.py) starts no worker");
    }

    [Fact]
    public async Task A_time_to_stop_that_is_none_is_told_once()
    {
        using var folder = Projects.Make();
        folder.File("Dockerfile", "FROM longhaul:slim\n");
        folder.File("compose.yaml", "services:\n  a: { image: longhaul, restart: always, stop_grace_period: 40s }\n");
        var run = await CliRun.InAsync(folder.Path, new Dictionary<string, string> { ["SHUTDOWN_TIMEOUT_MS"] = "soon" }, "", "doctor");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Out.Split('\n').Count(line => line.StartsWith("problem", StringComparison.Ordinal)).ShouldBe(1, run.Out);
    }

    [Fact]
    public async Task A_file_above_the_project_counts_within_its_repository_only()
    {
        using var folder = new TemporaryFolder();
        folder.File("jobs/longhaul.yaml", "jobs:\n  a: { command: [\"true\"] }\n");
        folder.File("Procfile", "worker: python worker.py\n");
        (await FindingsAsync(Path.Join(folder.Path, "jobs"))).ShouldBeEmpty();
        folder.File(".git/HEAD", "");
        (await FindingsAsync(Path.Join(folder.Path, "jobs"))).ShouldHaveSingleItem().ShouldStartWith("warning: Procfile: worker (python worker.py) starts no worker");
    }

    private static async Task<List<string>> FindingsAsync(string folder)
    {
        var run = await CliRun.InAsync(folder, "doctor", "--json");
        return
        [
            .. JsonElement.Parse(run.Out).EnumerateArray().Where(one => one.GetProperty("check").GetString() == "platform" && one.GetProperty("level").GetString() != "ok")
                .Select(one => $"{one.GetProperty("level").GetString()}: {one.GetProperty("message").GetString()}"),
        ];
    }
}
