using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;
using static Longhaul.Worker.Tests.Support.StepRuns;

namespace Longhaul.Worker.Tests.Execution;

public sealed class StepEditTests
{
    [Fact]
    public async Task What_a_person_changes_is_what_the_next_attempts_are_told()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig, Step("script", "echo \"::output text=$1\"").With(["{{ input.topic }}"]),
            Step("say", "echo \"$1\" > seen", "script").With(["{{ steps.script.outputs.text }}"]));
        await RunAllAsync(rig);
        rig.Read("seen").ShouldBe("the sea\n");
        var client = new JobClient(rig.Store, NoProject);

        (await client.EditAsync(2, EditPart.Output, """{"text":"by hand"}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);
        rig.Read("seen").ShouldBe("by hand\n");

        (await client.EditAsync(2, EditPart.Input, """{"topic":"the land"}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);
        rig.Read("seen").ShouldBe("the land\n");

        (await client.EditAsync(1, EditPart.Input, """{"topic":"the sky"}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);
        rig.Read("seen").ShouldBe("the land\n", "what was given to the step itself goes before");
        JobEdits.Read((await rig.Store.Queries.GetAsync(2))!.Edits).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_given_to_a_step_of_an_encrypted_run_is_encrypted()
    {
        await using var rig = new ExecutionRig();
        var keys = new KeyRing([FernetKey.Create()]);
        await EnqueueAsync(rig, """{"topic":"the sea"}""", new RunOptions { Keys = keys }, Step("script", "true"));
        var client = new JobClient(rig.Store, NoProject, keys: keys);

        (await client.EditAsync(2, EditPart.Input, """{"word":"hush"}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);

        var edit = JobEdits.Read((await rig.Store.Queries.GetAsync(2))!.Edits).ShouldHaveSingleItem();
        EncryptedInput.IsSealed(edit.After).ShouldBeTrue();
        (await rig.Store.Audit.ListAsync(1)).Single().Entry.Detail.ShouldBe("input (encrypted)");
        (await client.EditAsync(2, EditPart.Input, """{"other":1}""", "ann")).After.ShouldBe("""{"word":"hush","other":1}""");
        (await new RunReader(rig.Store, keys, TimeProvider.System).ReadAsync((await rig.Store.Queries.GetAsync(2))!, [], default)).Given.ShouldBe("""{"word":"hush","other":1}""");
    }

    [Fact]
    public async Task Nobody_gives_what_would_be_opened_for_whoever_has_no_key()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("script", "true"));

        (await Should.ThrowAsync<RefusedException>(() => new JobClient(rig.Store, NoProject).EditAsync(2, EditPart.Input, """{"$fernet":"gAAA"}""", "ann")))
            .Message.ShouldContain("an input must not have a member `$fernet`");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"topic":"{{ item }} of {{ input.topic }}"}""")]
    public async Task What_is_given_to_a_step_that_is_a_list_of_pipelines_is_for_both(string? with)
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition
        {
            Name = "inner", Input = [new InputField { Name = "topic", Required = true }], Steps = [Step("say", "echo \"$1 about $2\" >> seen").With(["{{ job.id }}", "{{ input.topic }}"])],
        };
        var each = new JobKind { Name = "video.each", Flow = new StepFlow { ForEach = "\"{{ input.from }}\"", Pipeline = inner, With = with } };
        await EnqueueAsync(rig, """{"topic":"the sea","from":[1]}""", options: null, Step("script", "true"), Step("each", "true", "script") with { Kind = each });

        (await new JobClient(rig.Store, NoProject).EditAsync(3, EditPart.Input, """{"topic":"the land","from":[7,8]}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);

        var lines = rig.Read("seen").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => line[(line.IndexOf(' ') + 1)..]).ShouldBe(["about the land", "about the land"]);
    }

    [Fact]
    public async Task What_neither_the_run_nor_its_pipeline_knows_is_refused_by_its_name()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition { Name = "inner", Input = [new InputField { Name = "topic" }], Steps = [Step("say", "true")] };
        await EnqueueAsync(rig, Step("script", "true"), Step("deep", "true", "script") with { Kind = new JobKind { Name = "video.deep", Flow = new StepFlow { Pipeline = inner } } });

        await new JobClient(rig.Store, NoProject).EditAsync(3, EditPart.Input, """{"topci":"x"}""", "ann");
        await RunAllAsync(rig);

        (await rig.Store.Queries.GetAsync(3))!.Error!.Message.ShouldContain("input `topci` is not an input of pipeline `inner`");
    }

    [Fact]
    public async Task What_is_given_to_a_step_with_a_list_is_for_the_list_and_all_its_items()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig, """{"topic":"the sea","from":[1]}""", options: null, Step("script", "true"),
            Step("each", "echo \"$1 of $2\" >> seen", "script").With(["{{ item }}", "{{ input.topic }}"]).Flow(new StepFlow { ForEach = "\"{{ input.from }}\"" }));

        (await new JobClient(rig.Store, NoProject).EditAsync(3, EditPart.Input, """{"topic":"the land","from":[7,8]}""", "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("7 of the land\n8 of the land\n");
    }

    [Fact]
    public async Task Also_the_next_portion_of_a_long_list_is_of_the_one_that_was_given()
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["video.each"] = new Silent();
        await EnqueueAsync(
            rig, """{"topic":"the sea","from":[1]}""", options: null, Step("script", "true"),
            Step("each", "true", "script") with { Kind = new JobKind { Name = "video.each", Flow = new StepFlow { ForEach = "\"{{ input.from }}\"" } } });

        var given = $$"""{"from":[{{string.Join(',', Enumerable.Range(0, 901))}}]}""";
        (await new JobClient(rig.Store, NoProject).EditAsync(3, EditPart.Input, given, "ann")).Reply.Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);

        (await rig.Store.Queries.ListTreeAsync(1)).Count(job => job.ParentId == 3).ShouldBe(902);
    }

    private sealed class Silent : IJobHandler
    {
        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop) => Task.FromResult(Outcome.Completed());
    }
}
