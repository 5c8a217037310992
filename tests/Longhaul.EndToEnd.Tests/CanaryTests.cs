using System.Diagnostics;
using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>
/// Secrets and an encrypted input that a job does all with that it should not: afterwards they are found nowhere. The values are made anew for
/// each test, so that what an earlier one left is not found.
/// </summary>
public sealed class CanaryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          leak:
            command: [bash, leak.sh]
            secrets: [CANARY, { name: CANARY_FILE_TOO, as: file }]
            retry: { attempts: 2, base: 10ms }
          named: { shell: 'mkdir "$LONGHAUL_OUTPUT/${CANARY%%/*}"; echo x > "$LONGHAUL_OUTPUT/$CANARY"', secrets: [CANARY] }
          pay: { command: [bash, -c, 'sleep 0.2; test -s "$LONGHAUL_INPUT" && echo paid'], encrypted: true, unique: { key: "{{ input.card }}" } }
        pipelines:
          order:
            input: { card: { required: true } }
            encrypted: true
            steps:
              first: { command: [bash, -c, 'cut -c1-4 "$LONGHAUL_INPUT" > /dev/null; grep -c card "$LONGHAUL_INPUT"'] }
              list: { foreach: "{{ input.card }}", command: ["true"], on_failure: continue }
              size: { when: "{{ input.card }} > 3", command: ["true"], on_failure: continue }
              deep: { pipeline: small, with: { n: "{{ input.card }}" }, on_failure: continue }
              keyed: { pipeline: held, with: { n: "{{ input.card }}" } }
              gate: { needs: [first], review: { title: "Pay in run {{ run.id }}?" } }
          small: { input: { n: { type: integer, required: true } }, steps: { one: { command: ["true"] } } }
          held: { input: { n: { required: true } }, steps: { one: { command: ["true"], concurrency: { key: "{{ input.n }}", limit: 1 }, rate: { key: "{{ input.n }}", limit: 9/s } } } }
        """;

    // Every way out that there is; what it prints it also prints in pieces, to its error output, and as the last words of its failure.
    private const string Leak = """
        forms() {
          printf '%s\n' "$CANARY"
          printf '%s' "$CANARY" | base64 -w0; echo
          for before in . .. ...; do printf '%s%s' "$before" "$CANARY" | base64 -w0; echo; done
          printf '%s' "$CANARY" | base64 -w0 | tr '+/' '-_'; echo
          printf '%s' "$CANARY" | od -An -v -tx1 | tr -d ' \n'; echo
          printf '%s' "$CANARY" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F; echo
          printf '%s' "$CANARY" | jq -sRr @uri
          printf '%s' "$CANARY" | jq -sR .
          printf '%s' "$CANARY" | jq -sR '{a: .}'
          cat "$CANARY_FILE_TOO_FILE"
          base64 -w0 < "$CANARY_FILE_TOO_FILE"; echo
        }
        forms
        forms >&2
        printf '%.5s' "$CANARY"; sleep 0.1; printf '%s\n' "${CANARY:5}"
        head -c 16380 /dev/zero | tr '\0' x; printf '%s\n' "$CANARY"
        printf '%s\r' "$CANARY"; echo
        echo "::stage $CANARY"
        echo "::progress 40 $CANARY"
        echo "::output plain=$CANARY"
        printf '::output json=%s\n' "$(printf '%s' "$CANARY" | jq -sR '{a: .}')"
        echo "::warning $CANARY"
        echo "::cost component=$CANARY amount=1 currency=USD"
        printf '::checkpoint %s\n' "$(printf '%s' "$CANARY" | jq -sR '{a: .}')"
        printf '%s' "$CANARY" > "$LONGHAUL_WORK/left"
        touch "running"
        until [ -e go ]; do sleep 0.05; done
        if [ "$LONGHAUL_ATTEMPT" = 1 ]; then echo "crashed with $CANARY" >&2; exit 3; fi
        echo "::artifact $CANARY"
        echo "::fail because of $CANARY"
        exit 1
        """;

    [Fact]
    public async Task In_a_file_and_around_it_no_secret_is_found()
    {
        await using var project = new Project(Yaml);
        await LeakAsync(project, () => []);
    }

    [Fact]
    public async Task In_a_server_and_around_it_no_secret_is_found()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        await LeakAsync(project, () => Dump(project.Environment["LONGHAUL_SCHEMA"]));
    }

    private static async Task LeakAsync(Project project, Func<byte[]> dump)
    {
        string[] canaries = [$"c4n+/{Guid.NewGuid():N}\"?é", $"file-{Guid.NewGuid():N}\nsecond-{Guid.NewGuid():N}\n", $"{Guid.NewGuid():N}"];
        project.Environment["FERNET_KEY"] = FernetKey.Create().Reveal();
        project.Write("leak.sh", Leak);
        (await project.RunAsync(canaries[0], ["secrets", "set", "CANARY"])).ShouldEndWith(0);
        (await project.RunAsync(canaries[1], ["secrets", "set", "CANARY_FILE_TOO"])).ShouldEndWith(0);
        var worker = await project.WorkAsync();
        var leak = await project.EnqueueAsync("leak");
        var named = await project.EnqueueAsync("named");
        await Wait.UntilAsync(() => File.Exists(project.At("running")), "it runs", 30, () => worker.Said);
        Canary.ShouldHoldNone(Canary.CommandLines(), canaries, "the arguments of all processes");
        project.Write("go", "");
        var pay = await project.EnqueueManyAsync([$$$"""{"kind":"pay","input":{"card":"{{{canaries[2]}}}"}}""", $$$"""{"kind":"order","input":{"card":"{{{canaries[2]}}}"}}"""]);

        (await project.ReachesAsync(leak, JobState.Failed)).Error!.Message.ShouldBe("because of ***");
        (await project.ReachesAsync(named, JobState.Failed)).Error!.Message.ShouldContain("has the value of a secret in it");
        await project.ReachesAsync(pay[0], JobState.Completed);
        var gate = await GateAsync(project);
        (await project.RunAsync("review", "show", $"{gate}", "--json")).ShouldEndWith(0).Output.ShouldContain($"Pay in run {pay[1]}?");
        (await project.RunAsync("review", "approve", $"{gate}")).ShouldEndWith(0);
        await project.ReachesAsync(pay[1], JobState.Completed);
        (await project.Store.Queries.ListTreeAsync(pay[1], TestContext.Current.CancellationToken)).Count(step => step.State == JobState.Failed).ShouldBe(3);
        var shown = new StringBuilder();
        foreach (var arguments in (string[][])[
            ["jobs", "show", $"{leak}"], ["jobs", "show", $"{leak}", "--json"], ["jobs", "logs", $"{leak}"], ["jobs", "logs", $"{leak}", "--json"],
            ["jobs", "show", $"{pay[0]}", "--json"], ["jobs", "show", $"{pay[1]}", "--json"], ["jobs", "show", $"{pay[1]}"], ["runs", "--json"], ["review", "list", "--json"], ["jobs", "list", "--json"], ["jobs", "logs", $"{pay[0]}"], ["audit", "--json"], ["secrets", "--json"]])
        {
            var run = (await project.RunAsync(arguments)).ShouldEndWith(0);
            shown.Append(run.Output).Append(run.Error);
        }

        shown.ToString().ShouldContain("***");
        shown.ToString().ShouldContain("paid");
        Canary.ShouldHoldNone(Encoding.UTF8.GetBytes(shown.ToString()), canaries, "what commands show");
        Canary.ShouldHoldNone(dump(), canaries, "the server's tables");
        await Wait.UntilAsync(() => Directory.GetFileSystemEntries(project.At("data/work")).Length == 0, "scratch is removed", 20, () => worker.Said);
        Canary.ShouldHoldNone(Canary.Files(project), canaries, "files while the worker lives");
        worker.Term();
        (await worker.EndAsync()).ShouldBe(0);
        Canary.ShouldHoldNone(Encoding.UTF8.GetBytes(worker.Said), canaries, "the worker's log");
        Canary.ShouldHoldNone(Canary.Files(project), canaries, "files after its end");
    }

    private static async Task<long> GateAsync(Project project)
    {
        IReadOnlyList<JobRecord> waiting = [];
        await Wait.UntilAsync(
            async () => (waiting = await project.Store.Queries.ListAsync(new JobFilter { State = JobState.AwaitingReview }, new JobPage(1))).Count > 0, "a person is asked", 30);
        return waiting[0].Id;
    }

    private byte[] Dump(string schema)
    {
        var tables = fixture.Ask($"select table_name::text from information_schema.tables where table_schema = '{schema}' and table_type = 'BASE TABLE'");
        tables.Count.ShouldBeGreaterThan(15);
        var dump = string.Join('\n', tables.SelectMany(table => fixture.Ask($"select t::text from \"{schema}\".\"{table}\" t")));
        dump.ShouldContain("gAAAA");
        return Encoding.UTF8.GetBytes(dump);
    }
}
