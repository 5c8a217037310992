using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The commands on a PostgreSQL server, and their one line where it cannot be used.</summary>
public sealed class PostgreSqlCommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = "jobs:\n  hello: { command: [bash, -c, 'echo hello >> ledger'] }\n";

    private PostgreSqlServer Server => fixture.Server;

    [Fact]
    public async Task A_job_is_handed_in_run_and_shown()
    {
        await using var project = new Project(Yaml, Server.Url.Replace("postgresql:", "postgresql+asyncpg:", StringComparison.Ordinal) + "?ssl=disable");
        await project.WorkAsync();
        (await project.RunAsync("run", "hello")).ShouldEndWith(0);
        project.Ledger().ShouldBe(["hello"]);
        var shown = (await project.RunAsync("jobs", "list", "--state", "completed", "--json")).ShouldEndWith(0).Json;
        shown.GetArrayLength().ShouldBe(1);
        var workers = (await project.RunAsync("workers", "list")).ShouldEndWith(0);
        workers.Output.ShouldContain("w1");
        (await project.RunAsync("migrate")).Output.ShouldContain($"127.0.0.1:{Server.Port}/postgres");
    }

    [Fact]
    public async Task Where_nothing_may_be_migrated_a_missing_store_is_told_of_and_migrate_makes_it()
    {
        await using var project = new Project(Yaml, Server.Url);
        project.Environment["LONGHAUL_MIGRATE"] = "off";
        var refused = (await project.RunAsync("enqueue", "hello")).ShouldEndWith(78);
        refused.ErrorLines.ShouldHaveSingleItem().ShouldContain("longhaul migrate");
        var worker = project.Start("work");
        (await worker.EndAsync()).ShouldBe(78, worker.Said);
        (await project.RunAsync("migrate")).ShouldEndWith(0).Output.ShouldContain("schema version");
        (await project.RunAsync("enqueue", "hello")).ShouldEndWith(0);
    }

    [Theory]
    [InlineData("jobs list")]
    [InlineData("enqueue hello")]
    [InlineData("run hello")]
    [InlineData("workers list")]
    [InlineData("migrate")]
    public async Task A_server_that_is_away_is_69_and_one_line(string command)
    {
        await using var project = new Project(Yaml, $"postgres://me:sesame@127.0.0.1:{Ports.Free()}/app");
        var result = (await project.RunAsync(command.Split(' '))).ShouldEndWith(69);
        result.ErrorLines.ShouldHaveSingleItem().ShouldContain("/app cannot be reached (Connection refused); see that the server runs");
        result.Error.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_69_and_one_line_too()
    {
        using var proxy = new TcpProxy(Server.Port);
        proxy.Swallow();
        await using var project = new Project(Yaml, $"postgres://postgres@127.0.0.1:{proxy.Port}/postgres");
        var started = Stopwatch.GetTimestamp();
        var result = (await project.RunAsync("jobs", "list")).ShouldEndWith(69);
        result.ErrorLines.ShouldHaveSingleItem().ShouldContain("does not answer in time");
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(15);
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "postgres://guest:wrong-sesame@127.0.0.1:{0}/postgres?sslmode=disable", "password authentication failed" },
        { "postgres://guest@127.0.0.1:{0}/postgres?sslmode=disable", "PGPASSWORD" },
        { "postgres://nobody:sesame@127.0.0.1:{0}/postgres?sslmode=disable", "refused the login" },
        { "postgres://postgres:sesame@127.0.0.1:{0}/missing", "database \"missing\" does not exist" },
        { "postgres://guest:right@127.0.0.1:{0}/postgres?sslmode=require", "sslmode=prefer" },
        { "postgres://guest:right@127.0.0.1:{0}/postgres?sslmode=verify-full&sslrootcert=gone.pem", "offers no encryption" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_login_or_database_is_78_and_one_line_for_commands_and_workers(string url, string said)
    {
        fixture.Do("do $$ begin create role guest login password 'right'; exception when duplicate_object or unique_violation then null; end $$");
        fixture.AskForPasswords();
        await using var project = new Project(Yaml, string.Format(url, Server.Port));
        project.Write("passwords", "");
        project.Environment["PGPASSFILE"] = project.At("passwords");
        var result = (await project.RunAsync("jobs", "list")).ShouldEndWith(78);
        result.ErrorLines.ShouldHaveSingleItem().ShouldContain(said);
        result.Error.ShouldNotContain("sesame");
        var worker = project.Start("work");
        (await worker.EndAsync()).ShouldBe(78, worker.Said);
        worker.Said.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task A_password_may_come_from_a_password_file()
    {
        fixture.Do("do $$ begin create role filed login superuser password 'right'; exception when duplicate_object then null; end $$");
        fixture.AskForPasswords();
        await using var project = new Project(Yaml, $"postgres://filed@127.0.0.1:{Server.Port}/postgres");
        project.Write("passwords", $"127.0.0.1:{Server.Port}:postgres:filed:right\n");
        File.SetUnixFileMode(project.At("passwords"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        project.Environment["PGPASSFILE"] = project.At("passwords");
        (await project.RunAsync("enqueue", "hello")).ShouldEndWith(0);
    }

    [Fact]
    public async Task A_user_who_may_only_use_a_schema_that_was_made_for_him_needs_no_more()
    {
        await using var project = new Project(Yaml, $"postgres://tenant:right@127.0.0.1:{Server.Port}/postgres");
        var schema = project.Environment["LONGHAUL_SCHEMA"];
        fixture.Do("create role tenant login password 'right'");
        var refused = (await project.RunAsync("doctor")).ShouldEndWith(78);
        refused.Output.ShouldContain($"CREATE SCHEMA \"{schema}\" AUTHORIZATION \"tenant\"");
        (await project.RunAsync("enqueue", "hello")).ShouldEndWith(78).ErrorLines.ShouldHaveSingleItem().ShouldContain("permission denied");

        fixture.Do($"create schema \"{schema}\" authorization tenant");
        var id = await project.EnqueueAsync("hello");
        await project.WorkAsync();
        await project.ReachesAsync(id, JobState.Completed);
        (await project.RunAsync("doctor")).Output.ShouldContain("user tenant may use the schema");
    }

    [Fact]
    public async Task A_database_that_has_not_every_character_is_refused_and_doctor_says_so()
    {
        fixture.Do("create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        await using var project = new Project(Yaml, $"postgres://postgres@127.0.0.1:{Server.Port}/latin");
        (await project.RunAsync("enqueue", "hello")).ShouldEndWith(78).ErrorLines.ShouldHaveSingleItem().ShouldContain("keeps text as LATIN1");
        (await project.RunAsync("doctor")).ShouldEndWith(78).Output.ShouldContain("make one with encoding UTF8");
    }

    [Fact]
    public async Task Doctor_looks_at_the_server()
    {
        await using var project = new Project(Yaml, Server.Url);
        var before = await project.RunAsync("doctor");
        before.Output.ShouldContain("is not there yet; the first command makes it");
        fixture.Ask($"select count(*) from pg_namespace where nspname = '{project.Environment["LONGHAUL_SCHEMA"]}'").ShouldBe(["0"], "doctor only looks");
        await project.EnqueueAsync("hello");
        var after = await project.RunAsync("doctor");
        after.ExitCode.ShouldBe(0, after.Output);
        after.Output.ShouldContain($"127.0.0.1:{Server.Port}/postgres is PostgreSQL 1");
        after.Output.ShouldContain("LISTEN works");
        after.Output.ShouldContain("more are allowed");
        after.Output.ShouldContain("schema version");
        after.Output.ShouldContain("from the store's");
        project.Environment["DATABASE_URL"] += "?pgbouncer=true";
        (await project.RunAsync("doctor")).Output.ShouldContain("a pooler in transaction mode stands between");
        project.Environment["DATABASE_URL"] = $"postgres://me:sesame@127.0.0.1:{Ports.Free()}/app";
        (await project.RunAsync("doctor")).ShouldEndWith(69).Output.ShouldContain("cannot be reached");
    }
}
