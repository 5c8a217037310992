using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Tests.Support;

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
    public async Task Keys_within_a_pipeline_that_is_not_encrypted_itself_do_not_show_the_input_of_the_run()
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        var (limit, rate) = (new ConcurrencyLimit("{{ input.n }}", 1), new KeyRate("{{ tenant }}", Rate.Parse("9/s")!.Value));
        var least = Inner("least", Named("key", new JobKind { Name = "key", Command = new CommandSpec { Arguments = ["true"] }, Concurrency = limit, Rate = rate }));
        var inner = Inner(
            "inner", Step(new StepFlow { Pipeline = least, With = """{"n":"{{ input.n }}"}""" }),
            Named("each", Step(new StepFlow { ForEach = "[\"{{ input.n }}\"]" }).Kind with { Concurrency = new ConcurrencyLimit("{{ item }}", 1) }));
        await StartAsync(rig, new StepFlow { Pipeline = inner, With = """{"n":"{{ input.topic }}"}""" });

        await StepRuns.RunAllAsync(rig);

        var tree = await rig.Store.Queries.ListTreeAsync(1);
        tree.ShouldAllBe(job => job.State == JobState.Completed);
        tree.Sum(job => job.Slots.Count).ShouldBe(3);
        string.Concat(tree.Select(job => job.ToString())).ShouldNotContain(Word);
        tree.SelectMany(job => job.Slots).ShouldAllBe(slot => !slot.Key.Contains(Word));
    }

    [Fact]
    public async Task A_limit_of_each_tenant_is_one_within_encrypted_runs_and_outside()
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        var inner = Inner("inner", Named("key", new JobKind { Name = "key", Command = new CommandSpec { Arguments = ["true"] }, Concurrency = new ConcurrencyLimit("of {{ tenant }}", 1) }));
        await StartAsync(rig, new StepFlow { Pipeline = inner, With = """{"n":"{{ input.topic }}"}""" });

        await rig.RunAsync(await rig.ClaimAsync());

        (await rig.Store.Queries.GetAsync(3))!.Slots.Single().Key.ShouldBe("key:of ");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pipeline_that_is_encrypted_itself_runs_within_any(bool encrypted)
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        var say = new JobKind { Name = "inner.say", Encrypted = true, Command = new CommandSpec { Arguments = ["test", "{{ input.n }}", "=", Word] } };
        var inner = Inner("inner", Named("say", say)) with { Encrypted = true };
        await StartAsync(rig, new StepFlow { Pipeline = inner, With = """{"n":"{{ input.topic }}"}""" }, encrypted);

        await StepRuns.RunAllAsync(rig);

        (await rig.Store.Queries.ListTreeAsync(1)).ShouldAllBe(job => job.State == JobState.Completed);
        var input = (await rig.Store.Queries.GetAsync(2))!.Input;
        EncryptedInput.Open(rig.Keys, input).ShouldBe($$"""{"n":"{{Word}}"}""", "opened once it is as it was");
        input.ShouldNotContain(Word);
    }

    [Fact]
    public async Task What_a_person_gives_to_a_step_of_an_encrypted_pipeline_within_a_run_is_encrypted()
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        var inner = Inner("inner", Step(new StepFlow())) with { Encrypted = true };
        await StartAsync(rig, new StepFlow { Pipeline = inner, With = """{"n":"x"}""" }, encrypted: false);
        await rig.RunAsync(await rig.ClaimAsync());

        await new JobClient(rig.Store, StepRuns.NoProject, keys: rig.Keys).EditAsync(3, EditPart.Input, $$"""{"n":"{{Word}}"}""", "ann");

        EncryptedInput.IsSealed(JobEdits.Read((await rig.Store.Queries.GetAsync(3))!.Edits).ShouldHaveSingleItem().After).ShouldBeTrue();
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

    private static async Task StartAsync(ExecutionRig rig, StepFlow flow, bool encrypted = true)
    {
        var pipeline = new PipelineDefinition { Name = "video", Steps = [Step(flow)], Input = [new InputField { Name = "topic" }], Encrypted = encrypted };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(pipeline, $$"""{"topic":"{{Word}}"}""", new RunOptions { Keys = rig.Keys }));
    }

    private static PipelineDefinition Inner(string name, params StepDefinition[] steps) => new() { Name = name, Input = [new InputField { Name = "n", Required = true }], Steps = steps };

    private static StepDefinition Step(StepFlow flow) =>
        Named("one", new JobKind { Name = "video.one", Command = new CommandSpec { Arguments = ["true"] }, Flow = flow });

    private static StepDefinition Named(string name, JobKind kind) => new() { Name = name, Kind = kind };

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
