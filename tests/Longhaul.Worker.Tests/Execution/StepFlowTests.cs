using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Tests.Support;
using static Longhaul.Worker.Tests.Support.StepRuns;

namespace Longhaul.Worker.Tests.Execution;

public sealed class StepFlowTests
{
    [Fact]
    public async Task A_step_runs_once_for_each_item_of_a_list_and_the_next_sees_what_all_of_them_did()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig,
            Step("script", """echo '::output scenes=[{"text":"one"},{"text":"two words"}]'"""),
            Step("draw", "echo \"$2\" > $LONGHAUL_OUTPUT/clip.txt; echo \"::output clip=$1:$2\"", "script").With(["{{ index }}", "{{ item.text }}"])
                .Flow(new StepFlow { ForEach = "\"{{ steps.script.outputs.scenes }}\"" }),
            Step("join", "echo \"$1\" > seen; cat $LONGHAUL_RUN_DIR/draw/*/clip.txt > joined; ls $LONGHAUL_RUN_DIR/draw > listed", "draw").With(["{{ steps.draw.outputs.clip }}"]));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("[\"0:one\",\"1:two words\"]\n");
        rig.Read("joined").ShouldBe("one\ntwo words\n");
        rig.Read("listed").ShouldBe("0000\n0001\n");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Theory]
    [InlineData("[]", "true")]
    [InlineData("[1,2]", "echo '::output other=1'")]
    public async Task What_no_item_of_a_list_put_out_is_an_empty_list(string items, string each)
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig,
            Step("draw", each).Flow(new StepFlow { ForEach = items }),
            Step("again", "true", "draw").Flow(new StepFlow { ForEach = "\"{{ steps.draw.outputs.clip }}\"" }),
            Step("join", "echo \"$1\" > seen", "draw", "again").With(["{{ steps.draw.outputs.clip }}{{ steps.again.outputs.x }}"])
                .Flow(new StepFlow { When = "{{ steps.draw.outputs.clip }} != null" }));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("[][]\n");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_a_skipped_step_did_not_put_out_is_null_and_empty_in_a_text()
    {
        await using var rig = new ExecutionRig();
        var named = Step("named", "echo \"$1\" > named", "maybe").With(["{{ input.text }}"]).Flow(new StepFlow { When = "{{ steps.maybe.outputs.x }} == null" });
        await EnqueueAsync(
            rig, Step("maybe", "echo '::output x=1'").Flow(new StepFlow { When = "false" }),
            Step("each", "touch each", "maybe").Flow(new StepFlow { ForEach = "\"{{ steps.maybe.outputs.x }}\"" }),
            Step("text", "echo \"<$1>\" > text", "maybe").With(["{{ steps.maybe.outputs.x }}"]),
            named with { Kind = named.Kind with { Command = named.Kind.Command! with { With = """{"alone":"{{ steps.maybe.outputs.x }}","text":"<{{ steps.maybe.outputs.x }}>"}""" } } });

        await RunAllAsync(rig);

        (rig.Read("text"), rig.Read("named")).ShouldBe(("<>\n", "<>\n"));
        System.IO.File.Exists(rig.File("each")).ShouldBeFalse("for nothing there is nothing to do");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task Thousands_of_items_come_in_portions_and_in_their_order()
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["video.each"] = new Echo();
        var items = string.Join(',', Enumerable.Range(0, 1_000));
        await EnqueueAsync(rig, Step("each", "true") with { Kind = new JobKind { Name = "video.each", Flow = new StepFlow { ForEach = $"[{items}]" } } });

        await RunAllAsync(rig);

        var container = (await rig.Store.Queries.GetAsync(2))!;
        (container.State, container.Output).ShouldBe((JobState.Completed, $$"""{"n":[{{items}}]}"""));
        (await rig.Store.Queries.ListTreeAsync(1)).Count(job => job.Step == "each.more").ShouldBe(1);
    }

    [Fact]
    public async Task A_named_job_gets_each_item_by_what_with_gives_it()
    {
        await using var rig = new ExecutionRig();
        var step = Step("each", "echo \"$1\" >> seen").With(["{{ input.text }}"]).Flow(new StepFlow { ForEach = "[1,2]" });
        await EnqueueAsync(rig, step with { Kind = step.Kind with { Command = step.Kind.Command! with { With = """{"text":"{{ item }} of {{ input.topic }}"}""" } } });

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("1 of the sea\n2 of the sea\n");
    }

    [Fact]
    public async Task The_next_portion_is_of_the_same_list_whatever_its_inputs_are_called()
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["video.each"] = new Echo();
        await EnqueueAsync(
            rig, $$"""{"from":[{{string.Join(',', Enumerable.Range(0, 901))}}]}""", options: null,
            Step("each", "true") with { Kind = new JobKind { Name = "video.each", Flow = new StepFlow { ForEach = "\"{{ input.from }}\"" } } });

        await RunAllAsync(rig);

        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
        (await rig.Store.Queries.ListTreeAsync(1)).Count(job => job.ParentId == 2).ShouldBe(902);
    }

    [Fact]
    public async Task A_step_whose_run_cannot_be_read_for_want_of_a_key_is_tried_again()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig, """{"topic":"the sea"}""", new RunOptions { Keys = new KeyRing([FernetKey.Create()]) }, Step("maybe", "true").Flow(new StepFlow { When = "{{ input.topic }}" }));

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        (outcome.Kind, outcome.Error!.Code).ShouldBe((OutcomeKind.Retry, "key"));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_skips_the_step_and_says_which()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("maybe", "echo ran > seen").Flow(new StepFlow { When = "{{ input.topic }} == 'the land'" }));

        (await rig.RunAsync(await rig.ClaimAsync())).Kind.ShouldBe(OutcomeKind.Skipped);

        File.Exists(rig.File("seen")).ShouldBeFalse();
        (await rig.LogAsync(2)).ShouldContain("skipped: the condition `{{ input.topic }} == 'the land'` does not hold");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_step_may_run_because_one_before_it_failed()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig, Step("work", "exit 3"),
            Step("clean", "echo \"$1\" > seen", "work").With(["{{ steps.work.status }}"]).Flow(new StepFlow { When = "failed", Needs = ["work"] }) with { AnyEnd = ["work"] },
            Step("after", "echo ran > ran", "work"));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("failed\n");
        File.Exists(rig.File("ran")).ShouldBeFalse();
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_step_can_consist_of_the_steps_of_another_pipeline()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition
        {
            Name = "inner", Input = [new InputField { Name = "text", Required = true }],
            Steps = [Step("up", "echo \"::output up=${1^^}\"").With(["{{ input.text }}"]), Step("twice", "echo \"::output both=$1$1\"", "up").With(["{{ steps.up.outputs.up }}"])],
        };
        await EnqueueAsync(
            rig, Step("script", "echo '::output text=ab'"),
            Step("deep", "true", "script") with { Kind = new JobKind { Name = "video.deep", Flow = new StepFlow { Pipeline = inner, With = """{"text":"{{ steps.script.outputs.text }}"}""" } } },
            Step("last", "echo \"$1\" > seen", "deep").With(["{{ steps.deep.outputs.twice.both }}"]));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("ABAB\n");
    }

    [Fact]
    public async Task A_pipeline_within_gets_those_of_the_runs_inputs_that_it_has_where_nothing_else_is_said()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition
        {
            Name = "inner", Input = [new InputField { Name = "topic", Required = true }, new InputField { Name = "tone", Default = "\"calm\"" }],
            Steps = [Step("say", "echo \"$1, $2\" >> seen").With(["{{ input.topic }}", "{{ input.tone }}"])],
        };
        var deep = new JobKind { Name = "video.deep", Flow = new StepFlow { Pipeline = inner } };
        await EnqueueAsync(
            rig, """{"topic":"the sea","from":[1,2]}""", options: null, new StepDefinition { Name = "deep", Kind = deep },
            new StepDefinition { Name = "each", Needs = ["deep"], Kind = deep with { Name = "video.each", Flow = deep.Flow with { ForEach = "\"{{ input.from }}\"" } } });

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("the sea, calm\nthe sea, calm\nthe sea, calm\n");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_rejection_is_told_to_the_steps_of_a_pipeline_that_is_done_again()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition { Name = "inner", Steps = [Step("cut", "echo \"$1\" >> seen").With(["{{ review.revision }} {{ review.note }}"])] };
        await EnqueueAsync(
            rig, Step("make", "") with { Kind = new JobKind { Name = "video.make", Flow = new StepFlow { Pipeline = inner, With = "{}" } } },
            Step("gate", "", "make") with { Kind = new JobKind { Name = "video.gate", Flow = new StepFlow { Review = new ReviewRequest { Title = "?", OnReject = "make" } } } });
        await RunAllAsync(rig);

        await rig.Store.Reviews.RejectAsync(3, "ann", "louder");
        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("1 \n2 louder\n");
    }

    [Fact]
    public async Task Of_two_reviews_the_one_that_said_something_last_is_told()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition
        {
            Name = "inner",
            Steps = [Step("cut", "echo \"$1\" >> seen").With(["{{ review.revision }} {{ review.note }}"]), Gate("within", "cut") with { Needs = ["cut"] }],
        };
        await EnqueueAsync(
            rig, Step("make", "") with { Kind = new JobKind { Name = "video.make", Flow = new StepFlow { Pipeline = inner, With = "{}" } } }, Gate("last", "make") with { Needs = ["make"] });
        await RunAllAsync(rig);
        foreach (var note in new[] { "longer", "shorter" })
        {
            await rig.Store.Reviews.ApproveAsync(await IdAsync("within"), "ann");
            await RunAllAsync(rig);
            await rig.Store.Reviews.RejectAsync(await IdAsync("last"), "ann", note);
            await RunAllAsync(rig);
        }

        await rig.Store.Reviews.RejectAsync(await IdAsync("within"), "bob", "typo");
        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("1 \n2 longer\n3 shorter\n2 typo\n");

        static StepDefinition Gate(string name, string onReject) => Step(name, "") with
        {
            Kind = new JobKind { Name = "video." + name, Flow = new StepFlow { Review = new ReviewRequest { Title = "?", OnReject = onReject } } },
        };

        async Task<long> IdAsync(string step) => (await rig.Store.Queries.ListTreeAsync(1)).Single(job => job.Step == step).Id;
    }

    [Fact]
    public async Task A_person_is_asked_with_values_and_files_and_a_rejection_is_told_to_the_step_that_does_it_again()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig, Step("make", "echo \"$1\" > $LONGHAUL_OUTPUT/final.txt; echo \"$1\" > seen").With(["{{ review.revision }} {{ review.note }}"]),
            Step("gate", "", "make") with { Kind = new JobKind { Name = "video.gate", Flow = new StepFlow { Review = new ReviewRequest { Title = "Publish {{ input.topic }}?", Show = ["final.txt", "other.txt"], OnReject = "make" } } } });
        await RunAllAsync(rig);
        rig.Read("seen").ShouldBe("1 \n");
        var review = Review.Read((await rig.Store.Queries.GetAsync(3))!.Decision)!;
        (review.Request.Title, string.Join(' ', review.Request.Show)).ShouldBe(("Publish the sea?", "make/final.txt other.txt"));

        await rig.Store.Reviews.RejectAsync(3, "ann", "with a \"boat\"");
        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("2 with a \"boat\"\n");
        await rig.Store.Reviews.ApproveAsync(3, "ann");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Theory]
    [InlineData("clip.txt", "each/0002/cut/clip.txt")]
    [InlineData("each/0000/cut/clip.txt", "each/0000/cut/clip.txt")]
    [InlineData("flat/0001/other.txt", "flat/0001/other.txt")]
    [InlineData("other.txt", "flat/0001/other.txt")]
    [InlineData("none.txt", "none.txt")]
    public async Task A_person_is_shown_files_of_lists_and_of_pipelines_too(string asked, string shown)
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition { Name = "inner", Steps = [Step("cut", "echo x > $LONGHAUL_OUTPUT/clip.txt")] };
        await EnqueueAsync(
            rig, Step("each", "true") with { Kind = new JobKind { Name = "video.each", Flow = new StepFlow { ForEach = "[1,2,3]", Pipeline = inner, With = "{}" } } },
            Step("flat", "echo x > $LONGHAUL_OUTPUT/other.txt").Flow(new StepFlow { ForEach = "[1,2]" }),
            Step("gate", "", "each", "flat") with { Kind = new JobKind { Name = "video.gate", Flow = new StepFlow { Review = new ReviewRequest { Title = "Well?", Show = [asked] } } } });

        await RunAllAsync(rig);

        var gate = (await rig.Store.Queries.ListAsync(new() { State = JobState.AwaitingReview }, new(1))).Single();
        Review.Read(gate.Decision)!.Request.Show.ShouldBe([shown]);
    }

    [Fact]
    public async Task A_job_of_a_batch_has_its_own_input_and_the_last_one_knows_its_run()
    {
        await using var rig = new ExecutionRig();
        var page = rig.Command(["bash", "-c", "echo \"$1\" >> seen; exit $2", "page", "{{ input.text }}", "{{ input.code }}"], kind => kind with { Name = "page" });
        var report = rig.Command(["bash", "-c", "echo \"$1 of run $LONGHAUL_RUN_ID\" >> seen", "report", "{{ input.issue }}"], kind => kind with { Name = "report" });
        var project = NoProject with { Kinds = new Dictionary<string, JobKind> { ["page"] = page, ["report"] = report } };
        await new JobClient(rig.Store, project).EnqueueBatchAsync(new BatchRequest
        {
            Jobs = [new JobRequest { Name = "page", Input = """{"text":"one","code":0}""" }, new JobRequest { Name = "page", Input = """{"text":"two","code":3}""" }],
            Then = new JobRequest { Name = "report", Input = """{"issue":7}""" },
        });

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("one\ntwo\n7 of run 1\n");
    }

    [Theory]
    [InlineData("\"{{ input.topic }}\"", "`foreach` is \"the sea\", which is no list")]
    [InlineData("\"{{ steps.none.outputs.x }}\"", "the template \"{{ steps.none.outputs.x }}\": there is no value for steps.none.outputs.x")]
    public async Task What_is_no_list_fails_for_good_and_is_named(string list, string message)
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("each", "true").Flow(new StepFlow { ForEach = list }));

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        (outcome.Kind, outcome.Error!.Message).ShouldBe((OutcomeKind.Failed, message));
    }

    private sealed class Echo : IJobHandler
    {
        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop) =>
            Task.FromResult(Outcome.Completed($$"""{"n":{{System.Text.Json.JsonElement.Parse(context.Job.Input).GetProperty("item")}}}"""));
    }
}
