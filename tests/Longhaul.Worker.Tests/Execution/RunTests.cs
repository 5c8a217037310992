using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Tests.Execution;

public sealed class RunTests
{
    [Fact]
    public async Task A_step_gets_outputs_and_artifacts_of_those_before_it()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(
            rig,
            Step("script", "echo '::output text=a \"quoted\" line'; echo '::output n=7'; echo one > $LONGHAUL_OUTPUT/scenes.txt"),
            Step("draw", "printf '%s|%s|%s' \"$1\" \"$2\" \"$LONGHAUL_STEP\" > seen; cat $LONGHAUL_RUN_DIR/script/scenes.txt > copied; ls $LONGHAUL_RUN_DIR > listed", "script")
                .With(["{{ steps.script.outputs.text }}", "{{ input.topic }} {{ steps.script.outputs.n }}"]));

        await rig.RunAsync(await rig.ClaimAsync());
        (await rig.RunAsync(await rig.ClaimAsync())).Kind.ShouldBe(OutcomeKind.Completed);

        rig.Read("seen").ShouldBe("a \"quoted\" line|the sea 7|draw");
        rig.Read("copied").ShouldBe("one\n");
        rig.Read("listed").ShouldBe("script\n");
        (await rig.Store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_named_job_gets_what_with_gives_it_and_nothing_else()
    {
        await using var rig = new ExecutionRig();
        var step = Step("narrate", "cat $LONGHAUL_INPUT > seen; echo \"$1\" > arg").With(["{{ input.text }}"]);
        var command = step.Kind.Command! with { With = """{"text":"about {{ input.topic }}","whole":"{{ input.list }}"}""" };
        await EnqueueAsync(rig, step with { Kind = step.Kind with { Command = command } });

        await rig.RunAsync(await rig.ClaimAsync());

        rig.Read("seen").ShouldBe("""{"text":"about the sea","whole":[1,2]}""");
        rig.Read("arg").ShouldBe("about the sea\n");
    }

    [Fact]
    public async Task A_step_without_with_has_the_run_s_input_and_names_its_run()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("one", "cat $LONGHAUL_INPUT > seen; echo $LONGHAUL_RUN_ID $LONGHAUL_JOB_ID > ids"));

        await rig.RunAsync(await rig.ClaimAsync());

        rig.Read("seen").ShouldContain("the sea");
        rig.Read("ids").ShouldBe("1 2\n");
    }

    [Fact]
    public async Task An_old_run_follows_the_kind_that_it_stored()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(Step("one", "echo new > seen").Kind);
        await EnqueueAsync(rig, Step("one", "echo old > seen"));

        await rig.RunAsync(await rig.ClaimAsync());

        rig.Read("seen").ShouldBe("old\n");
    }

    [Fact]
    public async Task A_value_that_no_step_put_out_fails_for_good_and_is_named()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("script", "true"), Step("draw", "true", "script").With(["{{ steps.script.outputs.text }}"]));
        await rig.RunAsync(await rig.ClaimAsync());

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("steps.script.outputs.text");
    }

    private static async Task EnqueueAsync(ExecutionRig rig, params StepDefinition[] steps)
    {
        var pipeline = new PipelineDefinition
        {
            Name = "video", Steps = steps,
            Input = [new InputField { Name = "topic" }, new InputField { Name = "list", Type = InputType.Array }],
        };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(pipeline, """{"topic":"the sea","list":[1,2]}"""));
    }

    private static StepDefinition Step(string name, string script, params string[] needs) => new()
    {
        Name = name, Needs = needs,
        Kind = new JobKind { Name = "video." + name, Command = new CommandSpec { Arguments = ["bash", "-c", script, "script"] } },
    };
}

internal static class StepChanges
{
    /// <summary>The step with these arguments behind its own.</summary>
    public static StepDefinition With(this StepDefinition step, string[] arguments) =>
        step with { Kind = step.Kind with { Command = step.Kind.Command! with { Arguments = [.. step.Kind.Command.Arguments, .. arguments] } } };

    /// <summary>The step with this said of when and for what it runs.</summary>
    public static StepDefinition Flow(this StepDefinition step, StepFlow flow) => step with { Kind = step.Kind with { Flow = flow } };
}
