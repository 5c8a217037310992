using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Workers on a PostgreSQL store that a newer program has migrated.</summary>
public sealed class OtherVersionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger'] }
          slow: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger'] }
        """;

    [Fact]
    public async Task Where_only_something_was_added_old_workers_run_on_and_can_be_started()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        project.Environment["MAX_CONCURRENT_JOBS"] = "2";
        var worker = await project.WorkAsync();
        var slow = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");

        var known = Version(project);
        fixture.Do($"alter table {Schema(project)}.jobs add column added text; alter table {Schema(project)}.history add column added text");
        Declare(project, known + 1, known);
        var other = await project.WorkAsync();
        foreach (var id in await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", 20)))
        {
            await project.ReachesAsync(id, JobState.Completed);
        }

        project.Write("finish", "");
        await project.ReachesAsync(slow, JobState.Completed);
        new[] { worker, other }.ShouldAllBe(one => !one.HasEnded && one.Events.All(line => line.Level != "ERROR" && line.Name != "STORE_LOST"));
        Version(project).ShouldBe(known + 1, "they leave it as it is");
    }

    [Fact]
    public async Task Where_more_was_changed_an_old_program_is_refused_in_one_line()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        Declare(project, 99, 98);
        foreach (var command in (string[])["jobs list", "enqueue append", "migrate"])
        {
            (await project.RunAsync(command.Split(' '))).ShouldEndWith(78).ErrorLines.ShouldHaveSingleItem()
                .ShouldContain("has schema version 99, which needs a program that knows 98 or later");
        }

        var worker = project.Start("work");
        (await worker.EndAsync()).ShouldBe(78, worker.Said);
        (await worker.SeeAsync("STARTUP_FAILED")).Message.ShouldContain("use a newer program");
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task Where_more_was_changed_a_running_worker_ends_what_it_runs_and_itself_within_two_minutes()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        var worker = await project.WorkAsync();
        var slow = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");
        Declare(project, 99, 98);
        (await worker.SeeAsync("WORKER_DRAINING", 120)).Message.ShouldContain("has schema version 99");
        project.Write("finish", "");
        (await worker.EndAsync()).ShouldBe(78, worker.Said);
        (fixture.Ask($"select state from {Schema(project)}.history where id = {slow}")).ShouldBe([$"{(int)JobState.Completed}"]);
    }

    private int Version(Project project) => int.Parse(
        fixture.Ask($"select value from {Schema(project)}.meta where name = 'schema_version'").Single(), CultureInfo.InvariantCulture);

    private void Declare(Project project, int version, int least) => fixture.Do(
        $"update {Schema(project)}.meta set value = case name when 'schema_version' then '{version}' else '{least}' end where name in ('schema_version', 'least_program')");

    private static string Schema(Project project) => $"\"{project.Environment["LONGHAUL_SCHEMA"]}\"";
}
