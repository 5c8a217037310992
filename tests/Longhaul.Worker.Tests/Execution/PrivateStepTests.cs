using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Secrets;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Steps of runs whose input is encrypted: what they ask and why they fail is kept as it is, and must not tell of it.</summary>
public sealed class PrivateStepTests
{
    private const string Word = "h1dden-value";

    [Fact]
    public async Task A_question_that_was_stored_with_an_input_in_it_is_asked_without()
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        await StartAsync(rig, new StepFlow { Review = new ReviewRequest { Title = "Pay {{ input.topic }} in run {{ run.id }}?" } });

        await rig.RunAsync(await rig.ClaimAsync());

        Review.Read((await rig.Store.Queries.GetAsync(2))!.Decision)!.Request.Title.ShouldBe("Pay *** in run 1?");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("condition")]
    [InlineData("pipeline")]
    public async Task Why_a_step_cannot_be_begun_is_told_without_the_value(string what)
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        var inner = new PipelineDefinition
        {
            Name = "inner", Input = [new InputField { Name = "n", Required = true, OneOf = ["\"a\""] }], Steps = [Step(new StepFlow())],
        };
        await StartAsync(rig, what switch
        {
            "list" => new StepFlow { ForEach = "\"{{ input.topic }}\"" },
            "condition" => new StepFlow { When = "{{ input.topic }} > 3" },
            _ => new StepFlow { Pipeline = inner, With = """{"n":"{{ input.topic }}"}""" },
        });

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        outcome.Error!.Message.ShouldBe(
            "A value that is made of the run's input is not what the condition, the list or the pipeline of the step allows. It is not shown, since that input is encrypted.");
    }

    [Fact]
    public async Task What_a_handler_asks_and_spawns_has_no_secret_in_it()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k" });
        rig.Handlers["k"] = new Asking();
        await rig.EnqueueAsync();

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        outcome.Review!.Title.ShouldBe("Is *** right?");
        outcome.Spawn.Single().Input.ShouldBe("""{"with":"***"}""");
    }

    private static async Task StartAsync(ExecutionRig rig, StepFlow flow)
    {
        var pipeline = new PipelineDefinition { Name = "video", Steps = [Step(flow)], Input = [new InputField { Name = "topic" }], Encrypted = true };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(pipeline, $$"""{"topic":"{{Word}}"}""", new RunOptions { Keys = rig.Keys }));
    }

    private static StepDefinition Step(StepFlow flow) => new()
    {
        Name = "one", Kind = new JobKind { Name = "video.one", Command = new CommandSpec { Arguments = ["true"] }, Flow = flow },
    };

    private sealed class Asking : IJobHandler
    {
        public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            var secret = await context.GetSecretAsync("A_SECRET", stop);
            return Outcome.AwaitingReview(new ReviewRequest { Title = $"Is {secret} right?" }) with
            {
                Spawn = [new NewJob { Kind = "next", Input = $$"""{"with":"{{secret}}"}""" }],
            };
        }
    }
}
