using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A start with one thing wrong: the log alone says what, and what to do about it.</summary>
public sealed class StartTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Good = "jobs:\n  hello: { command: [echo, hello] }\n";

    [Fact]
    public Task A_key_that_is_not_set_is_asked_for() => EndsAsync(
        new Project("jobs:\n  hello: { command: [echo, hello], encrypted: true }\n"), "STARTUP_FAILED", ["FERNET_KEY", "hello"]);

    [Fact]
    public async Task A_store_that_is_not_chosen_on_a_platform_is_asked_for()
    {
        await using var project = new Project(Good);
        project.Environment.Remove("DATABASE_URL");
        project.Environment["RAILWAY_ENVIRONMENT"] = "production";
        await SaysAtEndAsync(project, ["Railway", "DATABASE_URL"]);
    }

    [Fact]
    public async Task A_bad_url_is_named()
    {
        await using var project = new Project(Good);
        project.Environment["DATABASE_URL"] = "postgres://me:sesame@db.example:port/x";
        await SaysAtEndAsync(project, ["DATABASE_URL", "no port from 1 to 65535"]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var other = new Project(Good);
        var port = (await other.WorkAsync()).Port;
        await EndsAsync(new Project(Good), "STARTUP_FAILED", [$"Port {port} is taken", "HEALTH_CHECK_PORT"], ("HEALTH_CHECK_PORT", port.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_wrong_password_ends_the_start()
    {
        fixture.AskForPasswords();
        fixture.Do("do $$ begin create role keeper login password 'right'; exception when duplicate_object then null; end $$");
        var server = new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString);
        await EndsAsync(
            new Project(Good, $"postgres://keeper:sesame@127.0.0.1:{server.Port}/postgres"), "STARTUP_FAILED", ["refused the login", "check user and password in its URL"]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for()
    {
        await using var project = new Project(Good, $"postgres://me:sesame@127.0.0.1:{Ports.Free()}/x");
        var worker = project.Start("work");
        var line = await worker.SeeAsync("STARTUP_WAITS");
        Holds(line.Message, ["[3/6] store", "cannot be reached (Connection refused)", "see that the server runs, and that host and port in its URL are right", "Trying again in 2 s"]);
        worker.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task An_old_schema_that_may_not_be_changed_is_told()
    {
        var project = new Project(Good, fixture.Server.Url);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        fixture.Do($"update \"{project.Environment["LONGHAUL_SCHEMA"]}\".meta set value = '5' where name = 'schema_version'");
        await EndsAsync(project, "STARTUP_FAILED", ["has schema version 5", "'longhaul migrate'"], ("LONGHAUL_MIGRATE", "off"));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_and_does_no_harm()
    {
        await using var project = new Project(Good, fixture.Server.Url);
        using var clock = new FakeClock();
        clock.Set(TimeSpan.FromHours(2));
        var worker = await project.WorkAsync([.. clock.Environment.Select(pair => (pair.Key, pair.Value))]);
        Holds((await worker.SeeAsync("STARTUP_REMARK")).Message, ["[4/6] schema", "the store's clock and this machine's are 7200 s apart", "let NTP set both"]);
    }

    [Fact]
    public async Task A_tool_that_is_missing_is_told_and_other_jobs_run()
    {
        await using var project = new Project(Good + "  film: { command: [no-such-tool, x] }\n  clip: { command: [bash, steps/gone.sh] }\n");
        var worker = await project.WorkAsync();
        Holds((await worker.SeeAsync("STARTUP_REMARK")).Message, ["[1/6] configuration", "no-such-tool is not on PATH", "install no-such-tool, or correct the command in longhaul.yaml"]);
        worker.Events.Where(line => line.Name == "STARTUP_REMARK").ShouldContain(line => line.Message.Contains("steps/gone.sh is named in longhaul.yaml and is not there"));
        await project.ReachesAsync(await project.EnqueueAsync("hello"), JobState.Completed);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told()
    {
        await using var project = new Project(Good);
        using var disk = new SmallDisk(16);
        var worker = project.Start("work", ("LONGHAUL_DATA", disk.Folder));
        var line = await worker.SeeAsync("STARTUP_REMARK");
        Holds(line.Message, ["[1/6] configuration", $"free at {disk.Folder}", "free some, or move the store and LONGHAUL_DATA"]);
        worker.Term();
        (await worker.EndAsync()).ShouldBe(0, worker.Said);
    }

    private static async Task EndsAsync(Project project, string eventName, string[] parts, params (string, string)[] environment)
    {
        await using (project)
        {
            var worker = project.Start("work", environment);
            Holds((await worker.SeeAsync(eventName)).Message, parts);
            (await worker.EndAsync()).ShouldBe(78, worker.Said);
            worker.Said.ShouldNotContain("sesame");
            worker.Said.ShouldNotContain("   at ", Case.Sensitive);
        }
    }

    private static async Task SaysAtEndAsync(Project project, string[] parts)
    {
        var result = (await project.RunAsync("work")).ShouldEndWith(78);
        Holds(result.ErrorLines.ShouldHaveSingleItem(), parts);
        result.Error.ShouldNotContain("sesame");
    }

    private static void Holds(string line, string[] parts)
    {
        foreach (var part in parts)
        {
            line.ShouldContain(part);
        }
    }
}
