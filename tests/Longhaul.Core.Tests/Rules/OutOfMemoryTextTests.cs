using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests.Rules;

/// <summary>What is said of memory, and how much more an attempt may hold after one that ran out.</summary>
public sealed class OutOfMemoryTextTests
{
    private static readonly Explanation Why = new(
        new JobRecord
        {
            Id = 17, RootId = 17, Kind = "render", Queue = "default", Priority = 5, Tenant = "", Input = "{}", CreatedAt = default, State = JobState.Ready,
        },
        default, []);

    [Theory]
    [InlineData(3_000_000_000L, "it needs 3 GB of memory, which no worker that serves it has left: w1 (1.2 GB of 4 GB left), w2 (50 MB of 2 GB left)", "it is taken when jobs")]
    [InlineData(8_000_000_000L, "it needs 8 GB of memory; the largest worker that serves it has 4 GB", "start a worker with more")]
    [InlineData(null, "every worker that serves it is at its soft limit of memory: w1 (1.2 GB of 4 GB left), w2 (50 MB of 2 GB left)", "it is taken when jobs")]
    public void A_job_without_memory_says_what_it_needs_and_what_there_is(long? needs, string sentence, string remedy)
    {
        var reason = new WaitReason(WaitCode.WorkersMemory)
        {
            Subject = "render",
            Bytes = needs,
            Workers =
            [
                new WaitWorker(Guid.NewGuid(), "w1", 1, 4) { FreeBytes = 1_200_000_000, LimitBytes = 4_000_000_000 },
                new WaitWorker(Guid.NewGuid(), "w2", 2, 4) { FreeBytes = 50_000_000, LimitBytes = 2_000_000_000 },
            ],
        };
        reason.Code.Name().ShouldBe("workers_memory");
        reason.Sentence(Why).ShouldBe(sentence);
        reason.Remedy(Why).ShouldStartWith(remedy);
        reason.Blocks.ShouldBeFalse();
    }

    [Fact]
    public void A_job_from_which_memory_is_kept_is_told_for_whom()
    {
        var memory = new WorkerMemory(4_000_000_000, 1_200_000_000, Full: false, [new MemoryNeed("render", 1_000_000_000)]);
        var worker = new WaitWorker(Guid.NewGuid(), "w1", 1, 4);
        WaitReason By(WorkerMemory memory) => new(WaitCode.WorkersMemory) { Subject = "render", Bytes = 1_000_000_000, Workers = [worker.With(memory, "render")] };

        By(memory).Sentence(Why).ShouldBe(
            "it needs 1 GB of memory, and what is left is kept for a job of another kind, whose turn it is: w1 (1.2 GB of 4 GB left)");
        By(memory).Remedy(Why).ShouldStartWith("it is taken after that job, or when its turn ends");
        By(memory with { Full = true }).Sentence(Why).ShouldStartWith("it needs 1 GB of memory, which no worker");
    }

    [Theory]
    [InlineData(true, 2.0, null, 0, 100)]
    [InlineData(true, 2.0, null, 3, 800)]
    [InlineData(true, 1.5, 200L, 1, 150)]
    [InlineData(true, 1.5, 200L, 2, 200)]
    [InlineData(true, 10.0, 90L, 5, 100)]
    [InlineData(false, 2.0, null, 3, 100)]
    [InlineData(true, 1.0, null, 9, 100)]
    public void An_attempt_may_hold_more_after_each_that_ran_out(bool retry, double factor, long? max, int ooms, long allowed) =>
        new OomRule(retry, factor, max).AllowedAfter(100, ooms).ShouldBe(allowed);

    [Fact]
    public void What_may_be_held_never_overflows() => new OomRule(Retry: true, 10).AllowedAfter(1L << 50, 1_000).ShouldBeGreaterThan(1L << 60);
}
