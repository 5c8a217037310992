using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Tests;

/// <summary>Costs, budgets and settings of tenants, and the audit log's proof, from the file to what is printed.</summary>
public sealed class MoneyTests : IDisposable
{
    private const string Yaml = """
        name: money
        queues: { default: { concurrency: 1 } }
        tenants:
          acme: { budget: 5.00 USD/day, settings: { voice: en-gb } }
          bolt: {}
        jobs:
          spend: { command: [sh, -c, 'echo ::cost component=tts amount=$1', sh, "{{ input.amount }}"] }
          say: { command: [echo, "{{ tenant.voice }}"] }
        pipelines:
          film:
            tenant: "{{ input.channel }}"
            input: { channel: { type: string, required: true } }
            steps:
              one: { command: [sh, -c, 'echo ::cost component=llm amount=1.5; echo ::cost component=tts amount=0.25 currency=EUR'] }
              two: { needs: [one], command: [echo, "{{ tenant.voice }}"] }
        """;

    private readonly TemporaryFolder _folder = Projects.Make(Yaml);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Costs_are_summed_up_and_shown_beside_runs_and_steps()
    {
        await RunAsync(0, "enqueue", "film", "--input", "channel=acme");
        await SpendAsync(2, new Cost("llm", 1.5m, "USD"), new Cost("tts", 0.25m, "EUR"));

        (await RunAsync(0, "costs", "--by", "component")).Lines.ShouldBe(["COMPONENT  AMOUNT    COSTS", "llm        1.50 USD  1", "tts        0.25 EUR  1"]);
        var json = JsonElement.Parse((await RunAsync(0, "costs", "--by", "tenant", "--currency", "USD", "--since", "1d", "--json")).Out)[0];
        json.GetRawText().ShouldBe("""{"key":"acme","currency":"USD","amount":1.5,"count":1}""");
        (await RunAsync(0, "runs")).Out.ShouldContain("0.25 EUR, 1.50 USD");
        (await RunAsync(0, "jobs", "show", "1")).Out.ShouldContain("cost:       0.25 EUR, 1.50 USD");
        (await RunAsync(0, "jobs", "show", "3")).Out.ShouldNotContain("cost:");
        JsonElement.Parse((await RunAsync(0, "jobs", "show", "2", "--json")).Out).GetProperty("job").GetProperty("costs").GetRawText()
            .ShouldBe("""[{"currency":"EUR","amount":0.25},{"currency":"USD","amount":1.5}]""");
        (await RunAsync(0, "costs", "--until", "2020-01-01")).Lines.ShouldBe(["DAY  AMOUNT  COSTS"]);
        (await RunAsync(2, "costs", "--by", "moon")).Error.ShouldContain("moon");
        (await RunAsync(2, "costs", "--since", "soon")).ErrorLine.ShouldContain("--since");
    }

    [Fact]
    public async Task A_budget_pauses_why_tells_and_a_person_lifts_it()
    {
        (await RunAsync(0, "tenants", "budget", "acme", "5.00 USD/day")).Out.ShouldBe("tenant acme has a budget of 5.00 USD/day\n");
        var id = (await RunAsync(0, "enqueue", "spend", "--tenant", "acme", "--input", "amount=1")).Out.Trim();
        await SpendAsync(1, new Cost("tts", 5, "USD"));

        (await RunAsync(0, "jobs", "why", id)).Out.ShouldContain("tenant acme reached its budget of 5.00 USD for ");
        (await RunAsync(0, "jobs", "pauses")).Out.ShouldContain("(budget)");
        (await RunAsync(0, "tenants")).Out.ShouldContain("5.00 USD/day");
        (await RunAsync(0, "audit", "--action", "budget_reached")).Out.ShouldContain("spent 5.00 USD of 5.00 USD/day");
        (await RunAsync(0, "tenants", "resume", "acme")).Out.ShouldBe("tenant acme goes on, beyond its budget, until 00:00 UTC\n");
        (await RunAsync(0, "tenants", "resume", "acme")).Out.ShouldBe("tenant acme is not paused for its budget\n");
        (await RunAsync(0, "tenants", "budget", "bolt", "2.5", "EUR/day")).Out.ShouldBe("tenant bolt has a budget of 2.50 EUR/day\n");
        (await RunAsync(0, "tenants", "budget", "bolt", "none")).Out.ShouldBe("tenant bolt has no budget\n");
        (await RunAsync(2, "tenants", "budget", "bolt", "5")).ErrorLine.ShouldContain("\"5\" is not a budget such as '5.00 USD/day', or none");
    }

    [Fact]
    public async Task A_tenant_that_lacks_a_setting_is_told_when_its_job_is_enqueued()
    {
        await RunAsync(0, "enqueue", "say", "--tenant", "acme");
        (await RunAsync(2, "enqueue", "say", "--tenant", "bolt")).ErrorLine
            .ShouldContain("tenant `bolt` has no setting `voice`, which `say` uses as {{ tenant.voice }}; add it under `tenants`, in the tenant's `settings`");
        (await RunAsync(2, "enqueue", "say")).ErrorLine.ShouldContain("it has no tenant, so there is no setting `voice`");
        (await RunAsync(2, "enqueue", "film", "--input", "channel=bolt")).ErrorLine.ShouldContain("tenant `bolt` has no setting `voice`, which `film.two` uses");
    }

    [Fact]
    public async Task The_audit_log_is_verified()
    {
        await RunAsync(0, "tenants", "set", "bolt", "--weight", "2");
        await RunAsync(0, "tenants", "set", "bolt", "--weight", "3");

        var verified = await RunAsync(0, "audit", "verify");
        verified.Lines[0].ShouldBe("2 entries, unbroken");
        var head = verified.Lines[1].Split(' ')[1];
        (await RunAsync(0, "audit", "verify", "--head", head)).Lines[0].ShouldBe("2 entries, unbroken");
        (await RunAsync(1, "audit", "verify", "--head", new string('0', 63) + "1")).ErrorLine.ShouldContain("the audit log is broken: no entry has the hash 0000");
        (await RunAsync(2, "audit", "verify", "--head", "abc")).ErrorLine.ShouldContain("\"abc\" is no hash");
        var json = JsonElement.Parse((await RunAsync(0, "audit", "verify", "--json")).Out);
        (json.GetProperty("unbroken").GetBoolean(), json.GetProperty("head").GetString()).ShouldBe((true, head));
        (await RunAsync(0, "audit", "list", "--actor", "nobody")).Lines.Length.ShouldBe(1);
    }

    /// <summary>As a worker would tell of an attempt of the job.</summary>
    private async Task SpendAsync(long job, params Cost[] costs)
    {
        await using var store = SqliteJobStore.Open(Path.Combine(_folder.Path, "data", "longhaul.db"));
        var record = (await store.Queries.GetAsync(job)).ShouldNotBeNull();
        var attempt = new AttemptRef(job, new AttemptToken(Guid.NewGuid(), 1));
        await store.Costs.AddAsync([.. costs.Select((cost, i) => NewCost.Of(record, attempt, i + 1, cost))]);
    }

    private async Task<CliRun> RunAsync(int code, params string[] arguments)
    {
        var run = await CliRun.InAsync(_folder.Path, arguments);
        run.Code.ShouldBe(code, run.Error);
        return run;
    }
}
