using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;

namespace Longhaul.Core.Tests;

/// <summary>Jobs that belong together, and one that runs when all have ended.</summary>
public sealed class BatchTests : IAsyncDisposable
{
    private readonly InMemoryJobStore _store = new();
    private long _claims;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_last_job_waits_for_all_however_they_end_and_the_batch_ends_with_it()
    {
        var batch = await Client().EnqueueBatchAsync(Batch(3));
        await EndAsync(Outcome.Completed(), Outcome.Failed("x", "no"));
        (await NextAsync()).Count.ShouldBe(1, "the third one");
        await EndAsync(Outcome.Completed());

        var last = (await _store.Queries.ListTreeAsync(batch.Id)).Single(job => job.Step == "then");
        (last.Kind, last.State, last.Input).ShouldBe(("report", JobState.Ready, """{"issue":7}"""));
        await EndAsync(Outcome.Completed());

        var run = (await _store.Queries.GetAsync(batch.Id))!;
        (run.State, run.IsContainer, run.Kind).ShouldBe((JobState.Failed, true, "batch"));
        await _store.Control.ReopenAsync(batch.Id, "ann");
        await EndAsync(Outcome.Completed());
        await EndAsync(Outcome.Completed());
        (await _store.Queries.GetAsync(batch.Id))!.State.ShouldBe(JobState.Completed, "only what failed, and the last one, ran again");
        (await _store.Queries.ListTreeAsync(batch.Id)).Select(job => job.Attempt).ShouldBe([0, 0, 1, 2, 1, 2]);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_batch()
    {
        var batch = Batch(2) with { Then = new JobRequest { Name = "report", Key = "k" } };
        var first = await Client().EnqueueBatchAsync(batch);

        var second = await Client().EnqueueBatchAsync(batch);

        (second.Id, second.Existed).ShouldBe((first.Id, true));
        (await _store.Queries.ListAsync(new JobFilter(), new JobPage(100))).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(0, "page", "a batch of 0 jobs; 1 to 997 are allowed, and a longer list is a step with `foreach`")]
    [InlineData(998, "page", "a batch of 998 jobs; 1 to 997 are allowed, and a longer list is a step with `foreach`")]
    [InlineData(2, "video", "item 1: `video` is a pipeline; a batch is of jobs, and a step can be a pipeline by `foreach` and `pipeline`")]
    [InlineData(2, "pag", "item 1: there is no job or pipeline `pag`; did you mean `page`?")]
    public async Task What_cannot_be_a_batch_is_refused_whole(int count, string name, string message)
    {
        (await Should.ThrowAsync<RefusedException>(() => Client().EnqueueBatchAsync(Batch(count, name)))).Message.ShouldBe(message);

        (await _store.Queries.ListAsync(new JobFilter(), new JobPage(100))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_largest_batch_is_taken()
    {
        var batch = await Client().EnqueueBatchAsync(Batch(997));

        (await _store.Queries.ListTreeAsync(batch.Id)).Count.ShouldBe(1_000);
    }

    private static BatchRequest Batch(int count, string name = "page") => new()
    {
        Jobs = [.. Enumerable.Range(0, count).Select(i => new JobRequest { Name = name, Input = $$"""{"n":{{i}}}""" })],
        Then = new JobRequest { Name = "report", Input = """{"issue":7}""" },
    };

    private JobClient Client() => new(_store, new ProjectDefinition
    {
        Name = "p", Folder = "/", Queues = new Dictionary<string, QueueDefinition>(),
        Kinds = new Dictionary<string, JobKind> { ["page"] = new() { Name = "page" }, ["report"] = new() { Name = "report" } },
        Pipelines = new Dictionary<string, PipelineDefinition>
        {
            ["video"] = new() { Name = "video", Input = [new InputField { Name = "n", Type = InputType.Integer }], Steps = [new StepDefinition { Name = "a", Kind = new JobKind { Name = "video.a" } }] },
        },
    });

    private async Task<IReadOnlyList<JobRecord>> NextAsync() => await _store.Queries.ListAsync(new JobFilter { State = JobState.Ready }, new JobPage(100));

    private async Task EndAsync(params Outcome[] outcomes)
    {
        var instance = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        await _store.Workers.RegisterAsync(new WorkerRegistration { Instance = instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1) });
        foreach (var outcome in outcomes)
        {
            var reply = await _store.Claims.ClaimAsync(new ClaimRequest { Token = new AttemptToken(instance, ++_claims), Lanes = [new ClaimLane("default", 1)], Limit = 1 });
            await _store.Outcomes.FinishAsync([new Finish(reply.Jobs.Single().Running!.Value, outcome)]);
        }
    }
}
