using System.Text.Json;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Tests;

/// <summary>Pausing, asking why, and what is done to many jobs at once.</summary>
public sealed class ManyJobsTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.InAsync(_folder.Path, arguments);

    private Task<CliRun> AnswerAsync(string answer, params string[] arguments) => CliRun.InAsync(_folder.Path, [], answer, canAsk: true, arguments);

    private async Task AddAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder.Path, "jobs.jsonl"), lines, Cancel);
        (await RunAsync("enqueue", "--jsonl", "jobs.jsonl")).Code.ShouldBe(0);
    }

    private async Task<string[]> StatesAsync() => JsonDocument.Parse((await RunAsync("jobs", "list", "--json")).Out).RootElement.EnumerateArray()
        .OrderBy(job => job.GetProperty("id").GetInt64()).Select(job => job.GetProperty("state").GetString()!).ToArray();

    [Fact]
    public async Task Kinds_and_tenants_are_paused_listed_and_resumed()
    {
        var run = await RunAsync("jobs", "pause", "--kind", "ok", "--tenant", "t 1", "--reason", "too loud");
        run.Out.ShouldBe("kind ok paused\ntenant t 1 paused\n");
        (await RunAsync("jobs", "pause", "--kind", "ok")).Out.ShouldBe("kind ok was paused already\n");
        var pauses = JsonDocument.Parse((await RunAsync("jobs", "pauses", "--json")).Out).RootElement.EnumerateArray().ToList();
        pauses[0].EnumerateObject().Select(field => field.Name).ShouldBe(["scope", "name", "cause", "since", "until", "actor", "reason"]);
        pauses.Select(pause => (pause.GetProperty("scope").GetString(), pause.GetProperty("actor").GetString(), pause.GetProperty("reason").GetString()))
            .ShouldBe([("kind", "ann", "too loud"), ("tenant", "ann", "too loud")]);
        (await RunAsync("jobs", "resume", "--tenant", "t 1")).Out.ShouldBe("tenant t 1 resumed\n");
        (await RunAsync("jobs", "pauses")).Lines.Length.ShouldBe(2);
        var refused = await RunAsync("jobs", "pause", "--tenant", "");
        (refused.Code, refused.ErrorLine).ShouldBe((ExitCode.Failed, "longhaul: tenant : the name of a tenant has 1 to 200 characters, not 0"));
        var none = await RunAsync("jobs", "pause");
        (none.Code, none.ErrorLine).ShouldBe(
            (ExitCode.Usage, "longhaul: say what to pause: --kind or --tenant (a queue: longhaul queues pause QUEUE); see: longhaul jobs pause --help"));
    }

    [Fact]
    public async Task Why_names_every_reason_with_what_to_do()
    {
        await AddAsync("""{"kind":"ok","tenant":"it's","in":"1h"}""");
        await RunAsync("jobs", "pause", "--tenant", "it's", "--reason", "bill");
        await RunAsync("queues", "pause", "default");
        var run = await RunAsync("jobs", "why", "1");
        run.Code.ShouldBe(0);
        run.Lines[0].ShouldBe("job 1 (ok, queue default): pending");
        run.Lines.Where(line => line.StartsWith("   → ", StringComparison.Ordinal)).ShouldBe(
        [
            "   → longhaul queues resume default", @"   → longhaul jobs resume --tenant 'it'\''s'", "   → it becomes ready by itself; to have it go now: longhaul jobs retry 1",
            "   → start one: longhaul work",
        ]);
        run.Lines[3].ShouldStartWith("2. tenant it's is paused by ann since ");
        run.Lines[3].ShouldEndWith(": bill");
        run.Lines[^2].ShouldBe("4. no worker is running");
        var json = JsonDocument.Parse((await RunAsync("jobs", "why", "1", "--json")).Out).RootElement;
        json.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString())
            .ShouldBe(["queue_paused", "tenant_paused", "scheduled", "no_worker"]);
        var missing = await RunAsync("jobs", "why", "9");
        (missing.Code, missing.ErrorLine).ShouldBe((ExitCode.Failed, "longhaul: there is no job 9; see: longhaul jobs list"));
    }

    [Fact]
    public async Task Many_jobs_are_changed_only_with_yes_or_an_answer()
    {
        await AddAsync("""{"kind":"ok","tenant":"a"}""", """{"kind":"ok","tenant":"a"}""", """{"kind":"ok"}""");
        var refused = await RunAsync("jobs", "cancel", "--tenant", "a");
        (refused.Code, refused.ErrorLine).ShouldBe((ExitCode.Usage, "longhaul: 2 jobs would be cancelled; say --yes to do it, or look first with --dry-run"));
        var declined = await AnswerAsync("n\n", "jobs", "cancel", "--tenant", "a");
        (declined.Code, declined.Error).ShouldBe((ExitCode.Failed, "2 jobs will be cancelled. Go on? [y/N] longhaul: nothing was changed\n"));
        (await StatesAsync()).ShouldBe(["ready", "ready", "ready"]);
        (await AnswerAsync("y\n", "jobs", "cancel", "--tenant", "a", "--reason", "no more")).Out.ShouldBe("2 jobs cancelled\n");
        (await StatesAsync()).ShouldBe(["cancelled", "cancelled", "ready"]);
        (await RunAsync("jobs", "cancel", "--kind", "ok")).Out.ShouldBe("1 job cancelled\n");
        (await RunAsync("jobs", "cancel", "--all")).Out.ShouldBe("0 jobs cancelled\n");
        (await RunAsync("jobs", "retry", "--tenant", "a", "--yes")).Out.ShouldBe("2 jobs back in the queue\n");
        (await StatesAsync()).ShouldBe(["ready", "ready", "cancelled"]);
        (await RunAsync("jobs", "delete", "--all")).Out.ShouldBe("1 job deleted\n");
        (await RunAsync("audit")).Out.ShouldContain("2 done; ids 1 to 2; no more");
    }

    [Fact]
    public async Task A_dry_run_counts_and_shows_and_changes_nothing()
    {
        await AddAsync([.. Enumerable.Repeat("""{"kind":"ok"}""", 12)]);
        var run = await RunAsync("jobs", "move", "--all", "--to", "slow", "--dry-run");
        run.Code.ShouldBe(0);
        run.Lines[0].ShouldBe("12 jobs would be moved to queue slow");
        run.Lines.Length.ShouldBe(13);
        run.Lines[^1].ShouldBe("… and 2 more");
        JsonDocument.Parse((await RunAsync("jobs", "list", "--queue", "slow", "--json")).Out).RootElement.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_are_moved_and_reprioritised_by_id_or_filter()
    {
        await AddAsync("""{"kind":"ok"}""", """{"kind":"ok"}""");
        (await RunAsync("jobs", "move", "1", "--to", "slow")).Out.ShouldBe("job 1 moved to queue slow\n");
        (await RunAsync("jobs", "move", "1", "--to", "slow")).Out.ShouldBe("job 1: it is so already\n");
        (await RunAsync("jobs", "move", "1", "--to", "slwo")).Error.ShouldBe("longhaul: no live worker, no job and no longhaul.yaml here knows a queue slwo; did you mean `slow`?\n");
        await RunAsync("jobs", "move", "1", "--to", "slow");
        (await RunAsync("jobs", "reprioritize", "--queue", "default", "--to", "9")).Out.ShouldBe("1 job given priority 9\n");
        var jobs = JsonDocument.Parse((await RunAsync("jobs", "list", "--json")).Out).RootElement.EnumerateArray()
            .Select(job => (job.GetProperty("queue").GetString(), job.GetProperty("priority").GetInt32()));
        jobs.ShouldBe([("default", 9), ("slow", 5)]);
        await RunAsync("jobs", "cancel", "1");
        var over = await RunAsync("jobs", "move", "1", "9", "--to", "slow");
        over.Code.ShouldBe(ExitCode.Failed);
        over.Error.ShouldBe(
            "longhaul: job 1: it is cancelled; only a job that waits to run has a place to change\nlonghaul: there is no job 9; see: longhaul jobs list\n");
    }

    [Theory]
    [InlineData("say which jobs to cancel: ids, a filter such as --kind, or --all", "cancel")]
    [InlineData("name jobs by their ids or by a filter, not by both", "cancel", "1", "--kind", "x")]
    [InlineData("--dry-run is for a filter; look at jobs by id with: longhaul jobs show ID", "retry", "1", "--dry-run")]
    [InlineData("--to: \"10\" is no priority; write a number from 0 to 9", "reprioritise", "1", "--to", "10")]
    [InlineData("--search: an empty text is in every job; write what to look for, or leave --search out", "cancel", "--search", "")]
    [InlineData("--kind: no job has an empty kind; name one, or leave --kind out", "retry", "--kind", "", "--tenant", "a")]
    [InlineData("--queue: no job is in a queue without a name; name one, or leave --queue out", "list", "--queue", "")]
    public async Task A_wish_that_says_too_little_or_too_much_is_refused(string message, params string[] arguments)
    {
        var run = await RunAsync(["jobs", .. arguments]);
        (run.Code, run.ErrorLine).ShouldBe((ExitCode.Usage, $"longhaul: {message}; see: longhaul jobs {arguments[0]} --help"));
    }

    [Fact]
    public async Task An_empty_tenant_means_the_jobs_of_nobody()
    {
        await AddAsync("""{"kind":"ok","tenant":"a"}""", """{"kind":"ok"}""");
        (await RunAsync("jobs", "cancel", "--tenant", "")).Out.ShouldBe("1 job cancelled\n");
        (await StatesAsync()).ShouldBe(["ready", "cancelled"]);
    }

    [Fact]
    public async Task A_worker_is_asked_to_drain_by_its_name()
    {
        (await RunAsync("migrate")).Code.ShouldBe(0);
        await using var store = SqliteJobStore.Open(Directory.GetFiles(_folder.Path, "*.db", SearchOption.AllDirectories).Single());
        var instance = Guid.NewGuid();
        await store.Workers.RegisterAsync(
            new WorkerRegistration { Instance = instance, Label = "w1", Version = "1", Process = new WorkerProcess("h", "b", "p", 1, 1) }, Cancel);
        (await RunAsync("workers", "drain", "w1")).Out.ShouldBe($"worker w1 ({instance:N}) is asked to drain\n");
        (await store.Workers.RenewAsync(new WorkerRenewal(instance, false, []), Cancel)).DrainRequested.ShouldBeTrue();
    }
}
