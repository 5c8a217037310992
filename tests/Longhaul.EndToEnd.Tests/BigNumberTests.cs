using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A PostgreSQL store that has been in use for long: ids, positions and ticks are beyond what 32 bits hold.</summary>
public sealed class BigNumberTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const long Many = 5_000_000_000;

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID $LONGHAUL_ATTEMPT" >> ledger; echo said; exit $(( LONGHAUL_ATTEMPT == 1 ? 75 : 0 ))'], retry: { base: 10ms } }
          stay: { command: [bash, -c, 'exec sleep 600'] }
          keyed: { command: ['true'], concurrency: { key: k, limit: 1 } }
        pipelines:
          two: { steps: { first: { command: [bash, -c, 'echo "::output n=7"'] }, second: { needs: [first], command: [bash, -c, 'echo "second $1" >> ledger', second, '{{ steps.first.outputs.n }}'] } } }
        """;

    [Fact]
    public async Task Every_command_takes_them_and_jobs_live_as_ever()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        var schema = $"\"{project.Environment["LONGHAUL_SCHEMA"]}\"";
        fixture.Do($"alter sequence {schema}.numbers restart with {Many}; update {schema}.beat set n = {Many}");
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = "200";
        var dead = await project.WorkAsync();
        var stay = await project.EnqueueAsync("stay");
        await project.ReachesAsync(stay, JobState.Running);
        dead.Kill9();
        await project.WorkAsync();

        var id = await project.EnqueueAsync("append", "--unique", "u");
        id.ShouldBeGreaterThan(Many);
        await project.ReachesAsync(id, JobState.Completed);
        project.Ledger().ShouldBe([$"{id} 1", $"{id} 2"]);
        (await project.RunAsync("jobs", "show", $"{id}", "--json")).ShouldEndWith(0).Json.GetProperty("job").GetProperty("id").GetInt64().ShouldBe(id);
        (await project.RunAsync("jobs", "logs", $"{id}")).ShouldEndWith(0).Output.ShouldContain("said");
        (await project.RunAsync("jobs", "list", "--json")).ShouldEndWith(0).Json.EnumerateArray().Select(job => job.GetProperty("id").GetInt64()).ShouldContain(id);
        (await project.RunAsync("jobs", "retry", $"{id}")).ShouldEndWith(0);
        await project.ReachesAsync(id, JobState.Completed);
        (await project.RunAsync("run", "two")).ShouldEndWith(0);
        project.Ledger().ShouldContain("second 7");
        (await project.RunAsync("run", "keyed")).ShouldEndWith(0);
        await Wait.UntilAsync(async () => (await project.JobAsync(stay)).Crashes == 1, "the dead worker's job is rescued");
        (await project.RunAsync("jobs", "cancel", stay.ToString(CultureInfo.InvariantCulture))).ShouldEndWith(0);
        await project.ReachesAsync(stay, JobState.Cancelled);
        (await project.RunAsync("jobs", "delete", $"{id}")).ShouldEndWith(0);
    }
}
