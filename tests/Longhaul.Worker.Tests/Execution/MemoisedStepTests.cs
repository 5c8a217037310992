using System.Text.Json.Serialization;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Steps;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Parts of C# handlers that are done once over all attempts.</summary>
public sealed partial class MemoisedStepTests
{
    [Fact]
    public async Task A_step_that_was_done_is_not_done_again_by_the_next_attempt()
    {
        await using var rig = new ExecutionRig();
        var handler = new Parts { FailAfter = 2 };
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = handler;
        await rig.EnqueueAsync();

        var first = await rig.ClaimAsync();
        (await rig.RunAsync(first)).Kind.ShouldBe(OutcomeKind.Retry);
        handler.Done.ShouldBe(["a", "b"]);
        await rig.Store.Control.ReopenAsync(1, "ann");
        handler.FailAfter = 9;
        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        handler.Done.ShouldBe(["a", "b", "c"]);
        (outcome.Kind, outcome.Output).ShouldBe((OutcomeKind.Completed, """{"sum":6}"""));
        handler.Own.ShouldBe([null, """{"own":[1]}"""]);
    }

    [Fact]
    public async Task What_a_step_gave_is_with_the_store_before_the_next_one_begins()
    {
        await using var rig = new ExecutionRig();
        var seen = new List<string?>();
        rig.Kind(new JobKind { Name = "k" });
        rig.Handlers["k"] = new Parts { Between = async () => seen.Add((await rig.Store.Queries.GetAsync(1))!.Checkpoint) };
        await rig.EnqueueAsync();

        await rig.RunAsync(await rig.ClaimAsync());

        seen.ShouldBe(["""{"$steps":{"a":{"n":1}}}""", """{"$steps":{"a":{"n":1},"b":{"n":2}},"$own":{"own":[1]}}""", """{"$steps":{"a":{"n":1},"b":{"n":2},"c":{"n":3}},"$own":{"own":[1]}}"""]);
    }

    [Theory]
    [InlineData("""{"$steps":[1]}""")]
    [InlineData("""{"$steps":{"a":{"n":7}},"$own":2}""")]
    public async Task A_checkpoint_that_looks_like_what_steps_gave_is_the_jobs_own(string own)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"[ -f \"$LONGHAUL_CHECKPOINT\" ] && cat \"$LONGHAUL_CHECKPOINT\" > {rig.File("seen")}; echo '::checkpoint {own}'; exit 75");
        await rig.EnqueueAsync();
        (await rig.RunAsync(await rig.ClaimAsync())).Kind.ShouldBe(OutcomeKind.Retry);
        await rig.Store.Control.ReopenAsync(1, "ann");

        (await rig.RunAsync(await rig.ClaimAsync())).Kind.ShouldBe(OutcomeKind.Retry);

        rig.Read("seen").ShouldBe(own);
    }

    [Fact]
    public async Task A_job_that_ended_well_does_all_of_it_when_it_is_run_again()
    {
        await using var rig = new ExecutionRig();
        var handler = new Parts();
        rig.Kind(new JobKind { Name = "k" });
        rig.Handlers["k"] = handler;
        await rig.EnqueueAsync();
        await rig.RunAsync(await rig.ClaimAsync());

        await rig.Store.Control.ReopenAsync(1, "ann");
        await rig.RunAsync(await rig.ClaimAsync());

        handler.Done.ShouldBe(["a", "b", "c", "a", "b", "c"]);
    }

    [Fact]
    public async Task An_attempt_that_is_over_is_told_so_and_does_no_more()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k" });
        var handler = new Parts();
        handler.During = () => rig.Store.Outcomes.FinishAsync([new Core.Stores.Finish(handler.Attempt!.Value, Outcome.Released)]);
        rig.Handlers["k"] = handler;
        await rig.EnqueueAsync();

        var outcome = await rig.Engine.RunAsync(await rig.ClaimAsync(), new AttemptStop());

        handler.Done.ShouldBe(["a"]);
        outcome.Error!.Message.ShouldBe("The attempt is over already, and another one may be running.");
    }

    [Fact]
    public async Task More_than_a_checkpoint_can_hold_fails_for_good_and_says_which()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = new Large();
        await rig.EnqueueAsync();

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        (outcome.Kind, outcome.Error!.Code).ShouldBe((OutcomeKind.Failed, "checkpoint"));
        outcome.Error.Message.ShouldStartWith("What the steps up to `large` gave has 1,100,0");
    }

    [Fact]
    public async Task What_a_step_gave_with_a_secret_in_it_is_not_kept_as_stars_but_fails_for_good_with_its_name()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = new Telling();
        await rig.EnqueueAsync();

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        (outcome.Kind, outcome.Error!.Code).ShouldBe((OutcomeKind.Failed, "secret"));
        outcome.Error.Message.ShouldBe("What the step `log in` gave cannot be kept: its result holds the secret A_SECRET; keep a reference instead, and get the secret where it is needed.");
        (await rig.Store.Queries.GetAsync(1))!.Checkpoint.ShouldBeNull();
    }

    [Fact]
    public async Task A_handlers_own_checkpoint_and_output_with_a_secret_in_them_are_kept_with_stars_and_said_once()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = new Noting();
        await rig.EnqueueAsync();

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        outcome.Output.ShouldBe("""{"all":"of ***"}""");
        (await rig.LogAsync(stream: LogStream.System)).ShouldBe(
            "warning: the checkpoint holds the secret A_SECRET and is kept with *** in its place, which is what the next attempt is told; keep a reference instead\n" +
            "warning: its output holds the secret A_SECRET and is kept with *** in its place, which is what whoever comes after it is told; keep a reference instead\n");
    }

    [Theory]
    [InlineData("""{"n":"seven"}""")]
    [InlineData("[7]")]
    public async Task What_an_older_program_kept_and_this_one_cannot_read_fails_for_good_and_says_which(string kept)
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = new Parts();
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        var outcome = await rig.RunAsync(job with { Checkpoint = $$$"""{"$steps":{"b":{{{kept}}}}}""" });

        (outcome.Kind, outcome.Error!.Code).ShouldBe((OutcomeKind.Failed, "checkpoint"));
        outcome.Error.Message.ShouldBe(
            "What the step `b` gave to an attempt before is no Given: it was kept by another version of the program. Give the step another name, or start another job.");
    }

    [Fact]
    public async Task An_own_checkpoint_that_is_too_long_is_not_kept_and_the_one_before_stays()
    {
        await using var rig = new ExecutionRig();
        rig.Kind(new JobKind { Name = "k", Retry = RetryPolicy.ForHandlers });
        rig.Handlers["k"] = new Keeping { Checkpoints = ["""{"at":1}""", $"\"{new string('ü', 131_071)}\"", $"\"{new string('x', 262_143)}\""] };
        await rig.EnqueueAsync();

        await rig.RunAsync(await rig.ClaimAsync());

        (await rig.Store.Queries.GetAsync(1))!.Checkpoint!.Length.ShouldBe(131_073, "in UTF-8 it has 256 KiB");
        (await rig.LogAsync(stream: LogStream.System)).ShouldBe("warning: a checkpoint of 262145 bytes is not kept; 262144 are allowed. Keep a file instead.\n");
    }

    [Fact]
    public async Task Neither_a_step_nor_an_own_checkpoint_takes_the_other_away()
    {
        var reports = new List<string>();
        using var steps = new MemoisedSteps(null, default, (_, _) => Task.FromResult(true), Report, _ => null);
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await steps.RunAsync($"s{i}", _ => Task.FromResult("x"), PartsJson.Default.String, CancellationToken.None);
                }
            }),
            Task.Run(() =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    steps.Checkpoint("1");
                }
            }));

        reports.Zip(reports.Skip(1)).ShouldAllBe(pair => pair.First.Length <= pair.Second.Length);

        void Report(string text)
        {
            // It takes a while until what is known is among what is reported.
            Thread.SpinWait(text.Length % 7 * 100);
            lock (reports)
            {
                reports.Add(text);
            }
        }
    }

    [Fact]
    public async Task What_the_handler_keeps_while_a_step_is_on_its_way_to_the_store_is_reported_after_it()
    {
        var reports = new List<string>();
        MemoisedSteps? steps = null;
        using var made = steps = new MemoisedSteps(null, default, KeepAsync, reports.Add, _ => null);

        await steps.RunAsync("s", _ => Task.FromResult("x"), PartsJson.Default.String, CancellationToken.None);

        reports[^1].ShouldBe("""{"$steps":{"s":"x"},"$own":7}""");
        reports.Count.ShouldBe(3);

        Task<bool> KeepAsync(Core.Stores.AttemptReport report, CancellationToken cancel)
        {
            // The own one goes out before the answer: what the step gave then stands in its place.
            steps!.Checkpoint("7");
            return Task.FromResult(true);
        }
    }

    private sealed class Keeping : IJobHandler
    {
        public required IReadOnlyList<string> Checkpoints { get; init; }

        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            foreach (var checkpoint in Checkpoints)
            {
                context.Checkpoint(checkpoint);
            }

            throw new InvalidOperationException("again");
        }
    }

    private sealed class Telling : IJobHandler
    {
        public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            await context.StepAsync("log in", async cancel => "token " + await context.GetSecretAsync("A_SECRET", cancel), PartsJson.Default.String);
            return Outcome.Completed();
        }
    }

    private sealed class Noting : IJobHandler
    {
        public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            var secret = await context.GetSecretAsync("A_SECRET", stop);
            context.Checkpoint($$"""{"at":"{{secret}}"}""");
            context.Checkpoint($$"""{"still at":"{{secret}}"}""");
            return Outcome.Completed($$"""{"all":"of {{secret}}"}""");
        }
    }

    private sealed class Parts : IJobHandler
    {
        public int FailAfter { get; set; } = 9;

        public List<string> Done { get; } = [];

        public List<string?> Own { get; } = [];

        public AttemptRef? Attempt { get; private set; }

        public Func<Task> Between { get; init; } = () => Task.CompletedTask;

        public Func<Task> During { get; set; } = () => Task.CompletedTask;

        public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            Attempt = context.Attempt;
            Own.Add(context.Job.Checkpoint);
            var sum = 0;
            foreach (var (index, name) in new[] { "a", "b", "c" }.Index())
            {
                if (index == FailAfter)
                {
                    throw new InvalidOperationException("no more");
                }

                sum += (await context.StepAsync(name, _ => DoAsync(name, index + 1), PartsJson.Default.Given)).N;
                await Between();
                if (index == 0)
                {
                    context.Checkpoint("""{"own":[1]}""");
                }
            }

            return Outcome.Completed($$"""{"sum":{{sum}}}""");
        }

        private async Task<Given> DoAsync(string name, int n)
        {
            Done.Add(name);
            await During();
            return new Given(n);
        }
    }

    private sealed class Large : IJobHandler
    {
        public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            await context.StepAsync("large", _ => Task.FromResult(new string('x', 1_100_000)), PartsJson.Default.String);
            return Outcome.Completed();
        }
    }

    internal sealed record Given(int N);

    [JsonSerializable(typeof(Given))]
    [JsonSerializable(typeof(string))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    internal sealed partial class PartsJson : JsonSerializerContext;
}
