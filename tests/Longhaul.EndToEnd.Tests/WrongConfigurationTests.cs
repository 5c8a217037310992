using System.Diagnostics;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Wrong and missing configuration: one clear line on the error output that names the place, exit 78, never a stack trace.</summary>
public sealed class WrongConfigurationTests
{
    private const string Good = "jobs:\n  hello: { command: [echo, hello] }\n";

    /// <summary>What is wrong, the file, and what the line must name.</summary>
    public static TheoryData<string, string, string[]> Files { get; } = new()
    {
        { "an empty file", "", ["longhaul.yaml:", "empty"] },
        { "only a comment", "# nothing here\n", ["longhaul.yaml:", "empty"] },
        { "a list", "- jobs\n", ["longhaul.yaml:1:", "mapping"] },
        { "an unknown key", "jbos:\n  a: { command: [x] }\n", ["longhaul.yaml:1:", "jbos", "jobs"] },
        { "an unknown key of a job", "jobs:\n  a:\n    comand: [x]\n", ["longhaul.yaml:3:", "comand", "command"] },
        { "a job that does nothing", "jobs:\n  a: { timeout: 5s }\n", ["longhaul.yaml:2:", "command"] },
        { "a command as text", "jobs:\n  a: { command: echo hello }\n", ["longhaul.yaml:2:", "shell"] },
        { "an empty command", "jobs:\n  a: { command: [] }\n", ["longhaul.yaml:2:", "program"] },
        { "a program from an input", "jobs:\n  a: { command: ['{{ input.x }}'] }\n", ["longhaul.yaml:2:", "template"] },
        { "command and shell", "jobs:\n  a: { command: [x], shell: y }\n", ["longhaul.yaml:2:", "shell"] },
        { "a template in a shell line", "jobs:\n  a: { shell: 'echo {{ input.x }}' }\n", ["longhaul.yaml:2:", "env"] },
        { "a bad duration", "jobs:\n  a:\n    command: [x]\n    timeout: soon\n", ["longhaul.yaml:4:", "soon"] },
        { "a bad size", "jobs:\n  a: { command: [x], memory: lots }\n", ["longhaul.yaml:2:", "lots"] },
        { "a priority out of range", "jobs:\n  a: { command: [x], priority: 12 }\n", ["longhaul.yaml:2:", "12", "9"] },
        { "a queue that nobody declared", "jobs:\n  a: { command: [x], queue: rendr }\nqueues:\n  render: { concurrency: 1 }\n", ["longhaul.yaml:2:", "rendr", "render"] },
        { "places below one", Good + "queues:\n  q: { concurrency: 0 }\n", ["longhaul.yaml:4:", "concurrency"] },
        { "a key that is there twice", "jobs:\n  a: { command: [x] }\n  a: { command: [y] }\n", ["longhaul.yaml:3:", "line 2"] },
        { "a tab", "jobs:\n\ta: { command: [x] }\n", ["longhaul.yaml:2:", "tab"] },
        { "a bracket that is not closed", "jobs:\n  a: { command: [x }\n", ["longhaul.yaml:2:"] },
        { "an anchor", "jobs:\n  a: &a { command: [x] }\n  b: *a\n", ["longhaul.yaml:2:", "anchors"] },
        { "a second document", Good + "---\njobs: {}\n", ["longhaul.yaml:3:", "document"] },
        { "a variable that is not set", "jobs:\n  a: { command: [x], env: { K: '${NOT_SET_ANYWHERE}' } }\n", ["longhaul.yaml:2:", "NOT_SET_ANYWHERE"] },
        { "a folder outside", "jobs:\n  a: { command: [x], cwd: ../elsewhere }\n", ["longhaul.yaml:2:", "cwd"] },
        { "an exit code out of range", "jobs:\n  a: { command: [x], exit_codes: { 300: retry } }\n", ["longhaul.yaml:2:", "300"] },
        { "a word that is none", "jobs:\n  a: { command: [x], on_worker_lost: rety }\n", ["longhaul.yaml:2:", "rety", "retry"] },
        { "a pipeline without steps", "pipelines:\n  p: { steps: {} }\n", ["longhaul.yaml:2:", "steps"] },
        { "a step that waits for nobody", "pipelines:\n  p:\n    steps:\n      one: { command: [x] }\n      two: { needs: [onne], command: [x] }\n", ["longhaul.yaml:5:", "onne", "one"] },
        { "steps that wait for each other", "pipelines:\n  p:\n    steps:\n      one: { needs: [two], command: [x] }\n      two: { needs: [one], command: [x] }\n", ["longhaul.yaml:", "one", "two"] },
        { "a step of no job", "pipelines:\n  p:\n    steps:\n      one: { job: helo }\njobs:\n  hello: { command: [x] }\n", ["longhaul.yaml:4:", "helo", "hello"] },
        { "a template without end", "jobs:\n  a: { command: [x, '{{ input.x'] }\n", ["longhaul.yaml:2:"] },
        { "an input that nobody declared", "pipelines:\n  p:\n    input: { topic: { type: string } }\n    steps:\n      one: { command: [x, '{{ input.topik }}'] }\n", ["longhaul.yaml:5:", "topik", "topic"] },
        { "an alert that nobody gets", Good + "alerts:\n  - { when: [job_failed] }\n", ["longhaul.yaml:4:", "webhook"] },
        { "an alert of what never happens", Good + "alerts:\n  - { when: [job_faild], webhook: 'https://hooks.example/x', format: json }\n", ["longhaul.yaml:4:", "job_faild", "job_failed"] },
        { "a schedule in a zone that is none", Good + "schedules:\n  nightly: { cron: '0 3 * * *', timezone: Europe/Berln, run: hello }\n", ["longhaul.yaml:4:", "Europe/Berlin"] },
        { "a store of another kind", Good + "store: mysql://db/x\n", ["store", "mysql"] },
        { "a misspelt option of a URL", Good + "store: postgres://me:sesame@db.example/x?sslmod=require\n", ["store", "sslmod", "sslmode"] },
    };

    /// <summary>The variable and its value, and what the line must name besides.</summary>
    public static TheoryData<string, string, string[]> Variables { get; } = new()
    {
        { "DATABASE_URL", "postgresql+asyncpg://me:sesame@db.example:5432/x?pgbouncr=true", ["pgbouncr", "pgbouncer"] },
        { "DATABASE_URL", "postgres://me:sesame@db.example:port/x", ["no port", "percent-encoded"] },
        { "DATABASE_URL", "postgres://me:with#sesame@db.example/x", ["percent-encoded"] },
        { "DATABASE_URL", "Host=db.example;Username=me;Password=sesame", ["connection string", "postgresql://"] },
        { "LONGHAUL_SCHEMA", "pg_mine", ["PostgreSQL's own"] },
        { "DATABASE_URL", "sqlite://two/slashes.db", ["sqlite://two/slashes.db"] },
        { "DATABASE_URL", ":memory:", ["memory"] },
        { "REDIS_URL", "redis://:sesame@cache.example:6379/0", ["Redis"] },
        { "TURSO_DATABASE_URL", "libsql://x.turso.example?authToken=sesame", ["Turso"] },
        { "SUPABASE_URL", "https://x.supabase.co", ["Supabase"] },
        { "FERNET_KEY", "sesame", ["base64"] },
        { "DISCORD_WEBHOOK_URL", "discord/sesame", ["http"] },
        { "MAX_CONCURRENT_JOBS", "many", ["many", "1000"] },
        { "MAX_CONCURRENT_JOBS", "0", ["less than 1"] },
        { "POLL_INTERVAL_MS", "2s", ["2s", "milliseconds"] },
        { "SHUTDOWN_TIMEOUT_MS", "-1", ["less than 0"] },
        { "HEALTH_CHECK_PORT", "70000", ["65535"] },
        { "PORT", "http", ["whole number"] },
        { "LOG_LEVEL", "LOUD", ["LOUD", "WARNING"] },
        { "LOG_FORMAT", "xml", ["xml", "json"] },
        { "LONGHAUL_MIGRATE", "perhaps", ["on or off"] },
        { "LONGHAUL_LEASE_TICK_MS", "1", ["less than 100"] },
        { "LONGHAUL_FILE", "/nowhere/longhaul.yaml", ["/nowhere/longhaul.yaml"] },
        { "RAILWAY_ENVIRONMENT", "production", ["Railway", "DATABASE_URL"] },
        { "KUBERNETES_SERVICE_HOST", "10.0.0.1", ["Kubernetes"] },
        { "RENDER", "true", ["Render"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_wrong_file_is_explained_by_a_line_that_names_the_place(string what, string yaml, string[] named)
    {
        await using var project = new Project(yaml);
        await RefusedAsync(project, what, named);
        File.Exists(project.StorePath).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public async Task A_wrong_variable_is_explained_by_a_line_that_names_it(string name, string value, string[] named)
    {
        await using var project = new Project(Good);
        project.Environment[name] = value;
        await RefusedAsync(project, $"{name}={value}", [name, .. named], name == "LONGHAUL_FILE" ? ["work"] : null);
        File.Exists(project.StorePath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_file_is_explained_by_a_line_that_tells_how_to_make_one()
    {
        await using var project = new Project(Good);
        File.Delete(project.At("longhaul.yaml"));
        await RefusedAsync(project, "no file", ["longhaul.yaml", project.Folder, "longhaul init"]);
    }

    [Fact]
    public async Task A_folder_for_the_store_that_cannot_be_made_is_named()
    {
        await using var project = new Project(Good);
        project.Write("plain", "a file, not a folder");
        project.Environment["DATABASE_URL"] = "sqlite:plain/longhaul.db";
        await RefusedAsync(project, "a file as a folder", ["DATABASE_URL", project.At("plain")]);
    }

    [Fact]
    public async Task A_port_that_was_set_and_is_taken_is_named()
    {
        await using var project = new Project(Good);
        var first = await project.WorkAsync();
        var second = project.Start("work", ("HEALTH_CHECK_PORT", $"{first.Port}"));
        (await second.EndAsync()).ShouldBe(78, second.Said);
        second.Said.ShouldContain($"{first.Port}");
        second.Said.ShouldNotContain("   at ");
    }

    private static async Task RefusedAsync(Project project, string what, string[] names, string[]? call = null)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await project.CallAsync(call ?? ["work", "-C", project.Folder]);
        result.ShouldEndWith(78);
        result.Error.ShouldNotContain("   at ", Case.Sensitive, what);
        result.Error.ShouldNotContain("Exception", Case.Sensitive, what);
        result.Error.ShouldNotContain("sesame", Case.Sensitive, what);
        result.Output.ShouldNotContain("sesame", Case.Sensitive, what);
        result.ErrorLines.ShouldContain(line => names.All(name => line.Contains(name)), $"{what}; none of these names {string.Join(", ", names)}:\n{result.Error}");
        result.ErrorLines.Length.ShouldBeLessThanOrEqualTo(2, $"{what}:\n{result.Error}");
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(20, what);
    }
}
