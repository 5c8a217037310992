using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Schedules;

namespace Longhaul.Definitions.Tests.Good;

public sealed class GoodFileTests
{
    public static TheoryData<string> Titles { get; } = [.. GoodFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void It_is_read(string title) => Given.Project(GoodFiles.All[title]).Queues.Keys.ShouldContain("default");

    [Fact]
    public void An_item_of_a_command_is_the_text_that_stands_there() =>
        Given.Project(GoodFiles.EveryJobKey).Kinds["all"].Command!.Arguments
            .ShouldBe(["echo", "1", "1.0", "010", "true", "no", "~", "null", "", "2026-01-02", "0x10", "{{ input.a }}", "{{{{ plain }}"]);

    [Fact]
    public void Every_key_of_a_queue_is_taken_over()
    {
        var queues = Given.Project(GoodFiles.EveryQueueKey).Queues;

        queues["publish"].ShouldBe(new QueueDefinition { Name = "publish", Concurrency = 1, Limit = 3, Rate = new Rate(10, TimeSpan.FromMinutes(1)) });
        queues["others"].ShouldBe(new QueueDefinition { Name = "others", Rate = new Rate(30, TimeSpan.FromMinutes(10)) });
        queues["default"].ShouldBe(new QueueDefinition { Name = "default" });
    }

    [Fact]
    public void Every_key_of_a_job_is_taken_over()
    {
        var kind = Given.Project(GoodFiles.EveryJobKey).Kinds["all"];

        (kind.Queue, kind.Priority, kind.Timeout, kind.StallTimeout, kind.Grace).ShouldBe(
            ("default", 9, TimeSpan.FromMinutes(90), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)));
        (kind.Exclusive, kind.OnShutdown, kind.OnWorkerLost, kind.MemoryBytes, kind.KeepHistory).ShouldBe(
            (false, OnShutdown.Checkpoint, OnWorkerLost.Fail, 1_610_612_736L, false));
        kind.OnOom.ShouldBe(new OomRule(Retry: true, 1.5, 6_000_000_000));
        kind.Concurrency.ShouldBe(new ConcurrencyLimit("{{ input.a }}-{{ tenant }}", 3));
        Given.Project(GoodFiles.EveryJobKey).Kinds["once"].Concurrency.ShouldBe(new ConcurrencyLimit("", 2, AtLimit.Replace));
        Given.Project(GoodFiles.EveryJobKey).Kinds["once"].Rate.ShouldBe(new KeyRate("{{ input.a }}", new Rate(30, TimeSpan.FromMinutes(10))));
        kind.Retry.Transient.ShouldBe(["ECONNRESET", "HTTP 503"]);
        (kind.Retry.Attempts, kind.Retry.Base, kind.Retry.Factor, kind.Retry.Max).ShouldBe((1_000, TimeSpan.FromSeconds(1), 1.5, TimeSpan.FromDays(2)));
        var command = kind.Command!;
        (command.WorkingDirectory, command.Progress).ShouldBe(("sub/folder", ProgressFormat.YtDlp));
        command.Environment.ShouldBe(new Dictionary<string, string> { ["PORT"] = "8080", ["DEBUG"] = "true", ["EMPTY"] = "", ["TEXT"] = "{{ input.a }}" });
        command.ExitCodes.ShouldBe(new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Skip, [4] = ExitMeaning.Retry, [5] = ExitMeaning.Complete, [255] = ExitMeaning.Fail });
        command.Secrets.ShouldBe(["TTS_KEY", "OTHER", "LAST"]);
        command.SecretFiles!.ShouldBe(["COOKIES"]);
        command.Artifacts.ShouldBe(["*.mp4", "sub/dir/*"]);
    }

    [Fact]
    public void Rules_for_what_is_there_already_are_taken_over()
    {
        var kinds = Given.Project(GoodFiles.EveryJobKey).Kinds;

        kinds["all"].Unique.ShouldBe(new UniqueRule
        {
            By = UniqueBy.Key, KeyTemplate = "{{ input.a }}-{{ tenant }}", Scope = UniqueScope.Waiting, OnConflict = UniqueConflict.Extend,
            Delay = TimeSpan.FromSeconds(30),
        });
        kinds["once"].Unique.ShouldBe(new UniqueRule { By = UniqueBy.Input, Scope = UniqueScope.Period, Period = TimeSpan.FromMinutes(10) });
        kinds["one"].Unique.ShouldBe(new UniqueRule { Scope = UniqueScope.Unfinished, OnConflict = UniqueConflict.Replace });
        Given.Project(GoodFiles.EveryPipelineKey).Pipelines["p"].Unique.ShouldBe(new UniqueRule { By = UniqueBy.Key, KeyTemplate = "{{ input.text }}" });
    }

    [Fact]
    public void Queues_and_tenants_are_taken_over()
    {
        var project = Given.Project(GoodFiles.EveryQueueAndTenantKey);

        project.Queues.Values.Select(queue => (queue.Name, queue.Concurrency, queue.Aging)).ShouldBe(
            [("slow", 2, 100), ("strict", null, 0), ("other", null, 0), ("default", null, 16)], ignoreOrder: true);
        project.Tenants.Select(tenant => (tenant.Name, tenant.Weight, string.Join(' ', tenant.Secrets))).ShouldBe(
            [("Ann & Söhne, 1. OG", 3, ""), ("channel.b", 0.01, "YOUTUBE_TOKEN OTHER"), ("none", 1, "")]);
        project.Tenants.Select(tenant => (tenant.Budget, tenant.Settings)).ShouldBe(
            [(null, null), (new Budget(5, "USD"), """{"voice":"en-gb","2":"two","style":{"pace":1.5,"loud":false}}"""), (null, null)]);
    }

    [Fact]
    public void A_step_is_not_unique_where_the_job_it_uses_is() =>
        Given.Project("jobs: { j: { command: [true], unique: { by: kind } } }\npipelines: { p: { steps: { a: { job: j } } } }\n")
            .Pipelines["p"].Steps.ShouldHaveSingleItem().Kind.Unique.ShouldBeNull();

    [Fact]
    public void Every_key_of_a_schedule_is_taken_over_and_what_is_left_out_has_its_default()
    {
        var schedules = Given.Project(GoodFiles.EverySchedule).Schedules;

        schedules.Select(schedule => schedule.Name).ShouldBe(["nightly", "least", "catch-up", "beside"]);
        schedules[0].ShouldBe(new ScheduleDefinition
        {
            Name = "nightly", Cron = "0 3 * * MON-FRI", TimeZone = "Europe/Berlin", Run = "video",
            Input = """{"topic":"{{ schedule.name }}","day":"{{ schedule.due }}"}""", Queue = "render", Priority = 0, Tenant = "acme",
            Missed = MissedRuns.Skip, Overlap = OverlapPolicy.Cancel, Jitter = TimeSpan.FromMinutes(5),
        });
        schedules[1].ShouldBe(new ScheduleDefinition { Name = "least", Cron = "@hourly", Run = "sync" });
        (schedules[1].TimeZone, schedules[1].Missed, schedules[1].Overlap).ShouldBe(("UTC", MissedRuns.Once, OverlapPolicy.Skip));
        (schedules[2].Missed, schedules[2].MissedLimit, schedules[2].Overlap).ShouldBe((MissedRuns.All, 3, OverlapPolicy.Wait));
        (schedules[3].Missed, schedules[3].MissedLimit, schedules[3].Overlap).ShouldBe((MissedRuns.All, 10, OverlapPolicy.Allow));
    }

    [Fact]
    public void A_step_lays_its_keys_over_those_of_its_job()
    {
        var project = Given.Project(GoodFiles.EveryPipelineKey);
        var step = project.Pipelines["p"].Steps[1].Kind;

        (step.Name, step.Timeout, project.Kinds["narrate"].Timeout).ShouldBe(("narrate", TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(5)));
        step.Command!.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "3" });
        step.Command.With.ShouldBe("""{"text":"{{ steps.first.outputs.text }}","speed":"{{ input.speed }}","n":10,"o":10,"p":[true,null]}""");
    }

    [Fact]
    public void Defaults_have_the_type_of_their_input()
    {
        var pipeline = Given.Project(GoodFiles.EveryPipelineKey).Pipelines["p"];

        PipelineInput.Normalise(pipeline, """{"text":"tea"}""")
            .ShouldBe("""{"text":"tea","speed":1.5,"count":3,"loud":false,"more":{"a":[1,"two"]},"list":[],"size":"010"}""");
    }

    [Fact]
    public void Variables_come_from_the_given_environment_only()
    {
        const string Yaml = """
            store: ${STORE:-sqlite:data/x.db}
            jobs: { a: { command: [true], env: { A: "${HOME:-none}-${B}", C: "$${B}", D: "${EMPTY}${EMPTY:-x}" } } }
            """;

        var project = Given.Project(Yaml, ("B", "{{ x"), ("STORE", "postgres://h/d"), ("EMPTY", ""));

        project.Store.ShouldBe("postgres://h/d");
        var environment = project.Kinds["a"].Command!.Environment;
        environment["A"].ShouldBe("none-{{{{ x");
        Template.Parse(environment["A"]).Render(new RunScope { Input = JsonElement.Parse("{}") }).ShouldBe("none-{{ x");
        (environment["C"], environment["D"]).ShouldBe(("${B}", "x"));
    }

    [Fact]
    public void A_project_without_a_name_has_that_of_its_folder() => Given.Project("jobs: {}\n").Name.ShouldStartWith("longhaul-definitions-");

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\r\n")]
    public void A_byte_order_mark_and_foreign_line_ends_are_taken(string oddity)
    {
        var yaml = oddity == "\uFEFF" ? oddity + ExampleTests.Video : ExampleTests.Video.Replace("\n", oddity, StringComparison.Ordinal);

        Given.Project(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(yaml))).Pipelines["video"].Steps.Count.ShouldBe(5);
    }
}
