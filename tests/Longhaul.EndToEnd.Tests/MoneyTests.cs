using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>What jobs cost, with real processes: from a command's word to the ledger, the budget, and the audit log's proof.</summary>
public sealed class MoneyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        queues: { default: { concurrency: 4 } }
        tenants:
          acme: { budget: 1.00 USD/day, settings: { voice: en-gb } }
        jobs:
          spend: { command: [sh, -c, 'echo ::cost component=tts amount=$1; exit 3', sh, "{{ input.amount }}"] }
          say: { shell: 'echo "$TENANT_VOICE" >> ledger' }
        pipelines:
          film:
            steps:
              one: { command: [sh, -c, 'echo ::cost component=llm amount=1.5; echo ::cost component=tts amount=0.25 currency=EUR'] }
        """;

    [Fact]
    public Task On_a_file_money_is_counted_and_a_budget_is_kept() => RunAsync(new Project(Yaml));

    [Fact]
    public Task On_a_server_money_is_counted_and_a_budget_is_kept() => RunAsync(new Project(Yaml, fixture.Server.Url));

    private static async Task RunAsync(Project project)
    {
        await using (project)
        {
            await project.WorkAsync();
            var run = await project.EnqueueAsync("film");
            await project.ReachesAsync(run, JobState.Completed);
            (await project.RunAsync("jobs", "show", $"{run + 1}")).Output.ShouldContain("0.25 EUR, 1.50 USD");
            (await project.RunAsync("runs")).Output.ShouldContain("0.25 EUR, 1.50 USD");

            // What fails has spent all the same.
            await project.ReachesAsync(await project.EnqueueAsync("say", "--tenant", "acme"), JobState.Completed);
            project.Ledger().ShouldBe(["en-gb"]);
            await project.ReachesAsync(await project.EnqueueAsync("spend", "--tenant", "acme", "--input", "amount=1.2"), JobState.Failed);
            var waiting = await project.EnqueueAsync("say", "--tenant", "acme");
            (await project.RunAsync("jobs", "why", $"{waiting}")).Output.ShouldContain("tenant acme reached its budget of 1.00 USD for ");
            (await project.JobAsync(waiting)).State.ShouldBe(JobState.Ready);
            await project.RunAsync("tenants", "resume", "acme");
            await project.ReachesAsync(waiting, JobState.Completed);
            (await project.RunAsync("costs", "--by", "tenant")).Output.ShouldContain("1.20 USD");

            var verdict = await AuditVerifier.VerifyAsync(project.Store.Audit, null, TestContext.Current.CancellationToken);
            verdict.Problem.ShouldBeNull();
            verdict.Entries.ShouldBe(7); // the worker's start, four jobs handed in, the budget, the person
        }
    }
}
