using System.Text.Json;

namespace Longhaul.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("jobs")]
    [InlineData("jobs", "list", "--state", "tired")]
    [InlineData("jobs", "list", "--limit", "0")]
    [InlineData("jobs", "list", "--since", "yesterday")]
    [InlineData("jobs", "show")]
    [InlineData("jobs", "show", "x")]
    [InlineData("enqueue")]
    [InlineData("enqueue", "ok", "--jsonl", "-")]
    [InlineData("enqueue", "ok", "--in", "soon")]
    [InlineData("enqueue", "ok", "--at", "soon")]
    [InlineData("enqueue", "ok", "--at", "2999-01-01T00:00Z", "--in", "5m")]
    [InlineData("enqueue", "ok", "--input", "x=\"\\ud800\"")]
    [InlineData("enqueue", "ok", "--priority", "10")]
    [InlineData("enqueue", "ok", "--priority", "high")]
    [InlineData("enqueue", "ok", "--queue", "nope")]
    [InlineData("enqueue", "ok", "--input", "novalue")]
    [InlineData("enqueue", "ok", "--json", "/no/such/file")]
    [InlineData("enqueue", "nope")]
    [InlineData("enqueue", "two")]
    [InlineData("run")]
    [InlineData("run", "ok", "--timeout", "long")]
    [InlineData("work", "--queue", "nope")]
    [InlineData("completion", "csh")]
    public async Task A_wrong_command_line_is_one_line_and_2(params string[] arguments)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, arguments);
        run.Code.ShouldBe(ExitCode.Usage, run.Error);
        run.ErrorLine.ShouldStartWith("longhaul: ");
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("enqueue", """{"x":"\ud800"}""", "that is no valid Unicode (half a surrogate pair")]
    [InlineData("run", """{"x":"\ud800"}""", "that is no valid Unicode (half a surrogate pair")]
    [InlineData("enqueue", """{"a":{"\ud800":1}}""", "that is no valid Unicode (half a surrogate pair")]
    [InlineData("enqueue", """{"x":1,"x":2}""", "has the name `x` twice")]
    public async Task An_input_that_nobody_can_read_is_one_line_and_2(string command, string input, string message)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, [], input, command, "ok", "--json", "-", "--input", "y=1");
        run.Code.ShouldBe(ExitCode.Usage);
        run.ErrorLine.ShouldStartWith("longhaul: --json: the input ");
        run.ErrorLine.ShouldContain(message);
        (await CliRun.InAsync(folder.Path, "jobs", "list", "--json")).Out.ShouldBe("[]\n");
    }

    [Theory]
    [InlineData("/dev/null", "/dev/null is no folder")]
    [InlineData("/dev/null/x", "/dev/null is no folder")]
    [InlineData("/proc/x", "no file can be made in /proc: ")]
    [InlineData("longhaul.yaml", "longhaul.yaml is no folder")]
    [InlineData("taken", "taken/work is no folder")]
    public async Task A_data_folder_that_cannot_be_used_is_78_and_doctor_finds_it(string data, string why)
    {
        using var folder = Projects.Make();
        folder.File("taken/work", "in the way");
        var environment = new Dictionary<string, string> { ["LONGHAUL_DATA"] = data };

        var work = await CliRun.InAsync(folder.Path, environment, "", "work");
        var run = await CliRun.InAsync(folder.Path, environment, "", "run", "ok");
        var doctor = await CliRun.InAsync(folder.Path, environment, "", "doctor");

        work.Code.ShouldBe(ExitCode.BadConfiguration);
        work.ErrorLine.ShouldStartWith($"longhaul: LONGHAUL_DATA: the folder \"{Path.GetFullPath(data, folder.Path)}\" cannot be used: ");
        work.ErrorLine.ShouldContain(why);
        work.ErrorLine.ShouldEndWith("; set LONGHAUL_DATA to a folder that this user may write in");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Error.ShouldContain(work.ErrorLine);
        doctor.Code.ShouldBe(ExitCode.BadConfiguration);
        doctor.Out.ShouldContain(why);
    }

    [Fact]
    public async Task An_unknown_command_is_answered_with_the_nearest_one() =>
        (await CliRun.InAsync("/", "jbos", "list")).Error.ShouldStartWith("longhaul: Unrecognized command or argument 'jbos'; did you mean `jobs`; see: longhaul --help");

    [Fact]
    public async Task Enqueue_prints_the_id_alone()
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "enqueue", "ok", "-i", "text=x", "--priority", "9", "--tenant", "t", "--queue", "slow", "--in", "1h")).Out.ShouldBe("1\n");
        var job = await OneAsync(folder, "jobs", "list", "--json");
        job.GetProperty("priority").GetInt32().ShouldBe(9);
        job.GetProperty("tenant").GetString().ShouldBe("t");
        job.GetProperty("queue").GetString().ShouldBe("slow");
        job.GetProperty("state").GetString().ShouldBe("scheduled");
        job.GetProperty("status").GetString().ShouldBe("pending");
    }

    [Fact]
    public async Task A_job_in_JSON_has_the_published_fields_and_no_others()
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, "enqueue", "ok", "--input", "text=häuser", "--input", "n=1.50", "--input", "o={\"a\":[1]}");
        var job = await OneAsync(folder, "jobs", "list", "--json");
        job.EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "id", "root_id", "parent_id", "kind", "queue", "priority", "tenant", "step", "state", "status", "is_run", "attempt", "failures",
            "crashes", "releases", "worker", "stage", "progress", "eta_seconds", "waiting_for", "cancel_requested", "created_at", "due_at",
            "claimed_at", "started_at", "finished_at", "encrypted", "input", "output", "artifacts", "error", "edits", "costs",
        ]);
        job.GetProperty("input").GetRawText().ShouldBe("""{"text":"häuser","n":1.50,"o":{"a":[1]}}""");
    }

    [Fact]
    public async Task An_input_that_the_pipeline_declares_as_text_stays_text()
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "enqueue", "two", "--input", "version=1.10")).Code.ShouldBe(0);
        (await OneAsync(folder, "runs", "--json")).GetProperty("input").GetRawText().ShouldBe("""{"version":"1.10"}""");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_job()
    {
        using var folder = Projects.Make();
        var first = await CliRun.InAsync(folder.Path, "enqueue", "ok", "--key", "a");
        (await CliRun.InAsync(folder.Path, "enqueue", "ok", "--key", "a")).Out.ShouldBe(first.Out);
        (await CliRun.InAsync(folder.Path, "enqueue", "ok", "--key", "b")).Out.ShouldNotBe(first.Out);
    }

    [Fact]
    public async Task Jobs_can_be_cancelled_retried_and_deleted()
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, "enqueue", "ok");
        (await CliRun.InAsync(folder.Path, "jobs", "cancel", "1", "--reason", "because")).Out.ShouldBe("job 1 cancelled\n");
        (await CliRun.InAsync(folder.Path, "jobs", "retry", "1")).Out.ShouldBe("job 1 is back in its queue\n");
        var refused = await CliRun.InAsync(folder.Path, "jobs", "delete", "1");
        refused.Code.ShouldBe(ExitCode.Failed);
        await CliRun.InAsync(folder.Path, "jobs", "cancel", "1");
        (await CliRun.InAsync(folder.Path, "jobs", "delete", "1")).Out.ShouldBe("job 1 deleted\n");
        var missing = await CliRun.InAsync(folder.Path, "jobs", "cancel", "1", "7");
        missing.Code.ShouldBe(ExitCode.Failed);
        missing.Error.ShouldBe("longhaul: there is no job 1; see: longhaul jobs list\nlonghaul: there is no job 7; see: longhaul jobs list\n");
    }

    [Theory]
    [InlineData("jobs", "show", "9")]
    [InlineData("jobs", "logs", "9")]
    [InlineData("jobs", "retry", "9")]
    public async Task A_job_that_is_not_there_is_1(params string[] arguments)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, arguments);
        run.Code.ShouldBe(ExitCode.Failed);
        run.ErrorLine.ShouldBe("longhaul: there is no job 9; see: longhaul jobs list");
    }

    [Fact]
    public async Task A_queue_is_paused_and_resumed_and_the_audit_log_says_by_whom()
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "queues", "pause", "slow")).Out.ShouldBe("queue slow paused\n");
        (await CliRun.InAsync(folder.Path, "queues", "pause", "slow")).Out.ShouldBe("queue slow was paused already\n");
        var queue = await OneAsync(folder, "queues", "list", "--json");
        queue.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "paused", "blocked", "ready", "scheduled", "running", "limit", "rate"]);
        queue.GetProperty("paused").GetBoolean().ShouldBeTrue();
        (await CliRun.InAsync(folder.Path, "queues", "resume", "slow")).Code.ShouldBe(0);
        var newest = JsonDocument.Parse((await CliRun.InAsync(folder.Path, "audit", "--json")).Out).RootElement[0];
        newest.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "at", "actor", "action", "subject", "detail", "hash"]);
        newest.GetProperty("actor").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task A_worker_that_is_not_there_cannot_drain()
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, "workers", "drain", "w1");
        run.Code.ShouldBe(ExitCode.Failed);
        run.ErrorLine.ShouldBe("longhaul: there is no live worker \"w1\"; see: longhaul workers");
    }

    [Fact]
    public async Task The_store_shows_how_it_is()
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, "migrate");
        var text = await CliRun.InAsync(folder.Path, "store");
        text.Code.ShouldBe(0);
        text.Out.ShouldContain("file_bytes");
        var facts = JsonDocument.Parse((await CliRun.InAsync(folder.Path, "store", "--json")).Out).RootElement.EnumerateArray().ToList();
        facts.Single(fact => fact.GetProperty("name").GetString() == "file_bytes" && fact.GetProperty("subject").GetString() == "store")
            .GetProperty("value").GetDouble().ShouldBeGreaterThan(4096);
    }

    [Fact]
    public async Task Empty_listings_are_an_empty_JSON_list()
    {
        using var folder = Projects.Make();
        foreach (var listing in new[] { "jobs list", "runs", "workers", "queues", "schedules", "audit" })
        {
            (await CliRun.InAsync(folder.Path, [.. listing.Split(' '), "--json"])).Out.ShouldBe("[]\n");
        }
    }

    [Fact]
    public async Task Listings_can_be_filtered_and_paged()
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, [], "{\"kind\":\"ok\"}\n{\"kind\":\"bad\",\"tenant\":\"t\"}\n{\"kind\":\"ok\",\"queue\":\"slow\"}\n", "enqueue", "--jsonl", "-");
        (await IdsAsync(folder)).ShouldBe([3, 2, 1]);
        (await IdsAsync(folder, "--kind", "ok")).ShouldBe([3, 1]);
        (await IdsAsync(folder, "--queue", "slow")).ShouldBe([3]);
        (await IdsAsync(folder, "--tenant", "t")).ShouldBe([2]);
        (await IdsAsync(folder, "--search", "BA")).ShouldBe([2]);
        (await IdsAsync(folder, "--state", "completed")).ShouldBeEmpty();
        (await IdsAsync(folder, "--since", "1h")).ShouldBe([3, 2, 1]);
        (await IdsAsync(folder, "--since", "2999-01-01")).ShouldBeEmpty();
        (await IdsAsync(folder, "--limit", "2")).ShouldBe([3, 2]);
        (await IdsAsync(folder, "--limit", "2", "--before", "2")).ShouldBe([1]);
    }

    [Theory]
    [InlineData("@night")]
    [InlineData("@longhaul.yaml")]
    public async Task A_value_that_begins_with_an_at_sign_is_a_value_and_no_file(string reason)
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "jobs", "pause", "--kind", "ok", "--reason", reason)).Code.ShouldBe(0);
        (await OneAsync(folder, "jobs", "pauses", "--json")).GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task A_store_that_must_not_be_migrated_is_left_alone()
    {
        using var folder = Projects.Make();
        var off = new Dictionary<string, string> { ["LONGHAUL_MIGRATE"] = "off" };
        var run = await CliRun.InAsync(folder.Path, off, "", "jobs", "list");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        (await CliRun.InAsync(folder.Path, off, "", "migrate")).Code.ShouldBe(0);
        (await CliRun.InAsync(folder.Path, off, "", "jobs", "list")).Code.ShouldBe(0);
    }

    private static async Task<JsonElement> OneAsync(TemporaryFolder folder, params string[] arguments)
    {
        var list = JsonDocument.Parse((await CliRun.InAsync(folder.Path, arguments)).Out).RootElement;
        list.GetArrayLength().ShouldBe(1);
        return list[0];
    }

    private static async Task<long[]> IdsAsync(TemporaryFolder folder, params string[] filter)
    {
        var run = await CliRun.InAsync(folder.Path, ["jobs", "list", "--json", .. filter]);
        return [.. JsonDocument.Parse(run.Out).RootElement.EnumerateArray().Select(job => job.GetProperty("id").GetInt64())];
    }
}
