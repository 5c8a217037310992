using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker.Tests.Execution;

public sealed class HandlerTests
{
    [Fact]
    public async Task A_registered_handler_runs_its_kind_and_may_speak()
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["k"] = new Lambda((context, _) =>
        {
            context.Log(LogStream.Out, "from inside\nand more");
            context.Report("working", 40, 3);
            context.Checkpoint("""{"at":7}""");
            return Task.FromResult(Outcome.Completed("""{"done":true}"""));
        });
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        var outcome = await rig.Engine.RunAsync(job, new AttemptStop());
        await rig.Engine.Output.FlushAsync([job.Running!.Value]);

        outcome.Output.ShouldBe("""{"done":true}""");
        (await rig.LogAsync()).ShouldBe("from inside\nand more\n");
        var record = (await rig.Store.Queries.GetAsync(1)).ShouldNotBeNull();
        (record.Stage, record.Progress, record.EtaSeconds, record.Checkpoint).ShouldBe(("working", 40.0, 3.0, """{"at":7}"""));
    }

    [Fact]
    public async Task An_exception_is_a_failure_with_its_type_and_message_and_handlers_are_tried_again()
    {
        var outcome = await RunAsync((_, _) => throw new InvalidDataException("the disk is round"));

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error.ShouldBe(new JobError("exception", "InvalidDataException: the disk is round"));
    }

    [Fact]
    public async Task A_foreign_OperationCanceledException_is_a_failure_and_no_cancel()
    {
        var outcome = await RunAsync((_, _) => throw new TaskCanceledException("some HTTP call timed out"));

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Code.ShouldBe("exception");
    }

    [Theory]
    [InlineData(FailureNature.Permanent, OutcomeKind.Failed)]
    [InlineData(FailureNature.Ordinary, OutcomeKind.Retry)]
    public async Task A_failure_that_knows_its_nature_is_taken_by_it(FailureNature nature, OutcomeKind expected)
    {
        var failure = new JobFailure(new JobError("mine", "because"), nature, TimeSpan.FromSeconds(33));

        var outcome = await RunAsync((_, _) => throw new JobFailedException(failure));

        outcome.Kind.ShouldBe(expected);
        outcome.Error.ShouldBe(failure.Error);
        outcome.Delay.ShouldBe(expected == OutcomeKind.Retry ? TimeSpan.FromSeconds(33) : TimeSpan.Zero);
    }

    [Fact]
    public async Task Its_own_stop_is_a_stop()
    {
        var stop = new AttemptStop();

        var outcome = await RunAsync(
            async (_, cancel) =>
            {
                stop.Request(StopReason.Cancelled);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
                return Outcome.Completed();
            },
            stop);

        outcome.Kind.ShouldBe(OutcomeKind.Cancelled);
    }

    [Fact]
    public async Task A_handler_that_ends_well_although_it_was_stopped_has_ended_well()
    {
        var stop = new AttemptStop();

        var outcome = await RunAsync(
            (_, _) =>
            {
                stop.Request(StopReason.Shutdown);
                return Task.FromResult(Outcome.Completed());
            },
            stop);

        outcome.Kind.ShouldBe(OutcomeKind.Completed);
    }

    private static async Task<Outcome> RunAsync(Func<IJobContext, CancellationToken, Task<Outcome>> run, AttemptStop? stop = null)
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["k"] = new Lambda(run);
        return await rig.RunAsync(stop: stop);
    }

    private sealed class Lambda(Func<IJobContext, CancellationToken, Task<Outcome>> run) : IJobHandler
    {
        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop) => run(context, stop);
    }
}
