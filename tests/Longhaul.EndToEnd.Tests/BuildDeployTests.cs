using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The example with builds one at a time and deployments one per environment, on real workers and a real git repository.</summary>
public sealed class BuildDeployTests
{
    // Each deployment waits until one to the other environment has begun, and until all four builds are over: then both are under way,
    // and others to the same environment are waiting, whatever the machine's pace.
    private const string Meeting = """
        touch "begun.$environment"
        other=staging; [[ $environment == production ]] || other=production
        met() { [[ -e begun.$other ]] && (($(grep -c ' end build ' "$DEPLOY_LEDGER") == 4)); }
        for ((wait = 0; wait < 1200; wait++)); do met && break; sleep 0.05; done
        met || fail "no deployment to $other began while this one to $environment ran, or not every build ended"
        """;

    // The first attempt to deploy anything but the first release stops between the switch and the proof.
    private const string Standstill = """
        if [[ $version != 1.0.0 && $LONGHAUL_ATTEMPT == 1 ]]; then touch switched; sleep 600; fi
        """;

    private const string Begun = "ledger begin \"environment=$environment\" \"version=$version\"";
    private const string Switched = "point current \"$release\"";

    [Fact]
    public async Task Three_workers_never_overlap_builds_nor_deployments_to_one_environment_and_do_overlap_two_environments()
    {
        await using var example = await DeployExample.CopyAsync();
        example.AfterLine(Begun, Meeting);
        var project = example.Project;
        var runs = await project.EnqueueManyAsync(
            new[] { "v1.0.0", "v1.1.0", "v1.3.0", "v1.1.0" }.Select(tag => $$$"""{"kind":"rollout","input":{"ref":"{{{tag}}}"}}"""));
        for (var worker = 0; worker < 3; worker++)
        {
            project.Start("work", ("MAX_CONCURRENT_JOBS", "3"));
        }

        await project.DrainedAsync(120);
        foreach (var run in runs)
        {
            await project.ReachesAsync(run, JobState.Completed);
        }

        var lines = example.Lines;
        MostAtOnce(lines.Where(line => line.Step == "build")).ShouldBe(1, Told(lines));
        MostAtOnce(lines.Where(line => line.Environment == "staging")).ShouldBe(1, Told(lines));
        MostAtOnce(lines.Where(line => line.Environment == "production")).ShouldBe(1, Told(lines));
        MostAtOnce(lines.Where(line => line.Step == "deploy")).ShouldBe(2, Told(lines));
        lines.Count.ShouldBe(2 * (4 + 8), Told(lines));
        lines.Where(line => !line.Begins).ShouldAllBe(line => line.Result == "completed");
    }

    [Fact]
    public async Task Waiting_builds_go_before_waiting_deployments()
    {
        await using var example = await DeployExample.CopyAsync();
        var project = example.Project;
        await project.EnqueueManyAsync(new[] { "staging", "production", "staging" }.Select(
            environment => $$$"""{"kind":"release","input":{"ref":"v1.0.0","environment":"{{{environment}}}"}}"""));
        project.Start("work", ("MAX_CONCURRENT_JOBS", "1"));

        await project.DrainedAsync(60);
        example.Lines.Where(line => line.Begins).Select(line => line.Environment ?? line.Step)
            .ShouldBe(["build", "build", "build", "staging", "production", "staging"], Told(example.Lines));
    }

    [Fact]
    public async Task A_broken_release_is_rolled_back_and_the_next_good_one_is_deployed()
    {
        await using var example = await DeployExample.CopyAsync();
        var project = example.Project;
        await project.WorkAsync();
        await project.ReachesAsync(await example.ReleaseAsync("v1.1.0", "staging"), JobState.Completed);
        example.Serves("staging").ShouldBe("1.1.0");

        var broken = await example.ReleaseAsync("v1.2.0", "staging");
        await project.ReachesAsync(broken, JobState.Failed);
        var deploy = await example.StepAsync(broken, "deploy");
        (deploy.State, deploy.Attempt).ShouldBe((JobState.Failed, 1));
        deploy.Error!.Message.ShouldMatch("1.2.0 is not healthy in staging: .* has no currency=; 1.1.0-[0-9a-f]{12} is served again, and healthy");
        example.Serves("staging").ShouldBe("1.1.0");
        Directory.GetFileSystemEntries(project.At("data/environments/staging/releases")).ShouldHaveSingleItem();

        await project.ReachesAsync(await example.ReleaseAsync("v1.3.0", "staging"), JobState.Completed);
        example.Serves("staging").ShouldBe("1.3.0");
        example.Lines.Where(line => line is { Step: "deploy", Begins: false }).Select(line => line.Result).ShouldBe(["completed", "failed", "completed"]);
        var audit = await AuditAsync(project);
        audit.Select(entry => entry.Action).ShouldBe(["BUILT", "DEPLOYED", "BUILT", "ROLLED_BACK", "BUILT", "DEPLOYED"]);
        audit[0].Detail.ShouldNotBeNull().ShouldMatch("^1.1.0 from v1.1.0, commit [0-9a-f]{40}: 1.1.0-[0-9a-f]{12}.tar.gz$");
        audit[3].ShouldSatisfyAllConditions(
            entry => (entry.Actor, entry.Subject).ShouldBe(($"job {deploy.Id}", $"job {deploy.Id}")),
            entry => entry.Detail.ShouldNotBeNull().ShouldMatch("^staging from 1.2.0-[0-9a-f]{12} to 1.1.0-[0-9a-f]{12}$"));
    }

    [Theory]
    [InlineData("v1.1.0", JobState.Completed, "1.1.0")]
    [InlineData("v1.2.0", JobState.Failed, "1.0.0")]
    public async Task A_worker_killed_between_the_switch_and_its_proof_leaves_a_whole_release_and_the_next_one_proves_it(
        string tag, JobState ends, string serves)
    {
        await using var example = await DeployExample.CopyAsync();
        example.AfterLine(Switched, Standstill);
        var project = example.Project;
        var worker = await project.WorkAsync();
        await project.ReachesAsync(await example.ReleaseAsync("v1.0.0", "staging"), JobState.Completed);
        var run = await example.ReleaseAsync(tag, "staging");
        await Wait.UntilAsync(() => File.Exists(project.At("switched")), "the deployment stands between switch and proof", 30, () => worker.Said);

        worker.Kill9();
        await project.Trees.NobodyAsync(10);
        $"v{example.Serves("staging")}".ShouldBe(tag);

        await project.WorkAsync();
        await project.ReachesAsync(run, ends);
        var deploy = await example.StepAsync(run, "deploy");
        (await project.AttemptsAsync(deploy.Id)).Select(attempt => attempt.Outcome)
            .ShouldBe(["worker_lost", ends == JobState.Completed ? "completed" : "failed"]);
        example.Serves("staging").ShouldBe(serves);
    }

    private static async Task<List<AuditEntry>> AuditAsync(Project project) =>
        [.. (await project.Store.Audit.ListAsync(100, cancel: TestContext.Current.CancellationToken)).Select(record => record.Entry).Reverse()
            .Where(entry => entry.Action is "BUILT" or "DEPLOYED" or "ROLLED_BACK")];

    [Fact]
    public async Task A_cancel_between_the_switch_and_its_proof_goes_back()
    {
        await using var example = await DeployExample.CopyAsync();
        example.AfterLine(Switched, Standstill);
        var project = example.Project;
        var worker = await project.WorkAsync();
        await project.ReachesAsync(await example.ReleaseAsync("v1.0.0", "staging"), JobState.Completed);
        var run = await example.ReleaseAsync("v1.1.0", "staging");
        await Wait.UntilAsync(() => File.Exists(project.At("switched")), "the deployment stands between switch and proof", 30, () => worker.Said);

        (await project.RunAsync("jobs", "cancel", $"{run}")).ShouldEndWith(0);
        await project.ReachesAsync(run, JobState.Cancelled);
        example.Serves("staging").ShouldBe("1.0.0");
        (await AuditAsync(project)).Select(entry => entry.Action).ShouldBe(["BUILT", "DEPLOYED", "BUILT", "ROLLED_BACK"]);
        example.Lines[^1].ShouldBe(new LedgerLine(false, "deploy", (await example.StepAsync(run, "deploy")).Id, 1, "staging", "stopped"));
    }

    /// <summary>The most that were under way at once, by lines in the order in which they were written.</summary>
    private static int MostAtOnce(IEnumerable<LedgerLine> lines)
    {
        var (running, most) = (new HashSet<long>(), 0);
        foreach (var line in lines)
        {
            (line.Begins ? running.Add(line.Job) : running.Remove(line.Job)).ShouldBeTrue($"{line}");
            most = Math.Max(most, running.Count);
        }

        return most;
    }

    private static string Told(IEnumerable<LedgerLine> lines) => string.Join('\n', lines);
}
