using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>Calls that ride together in one commit stay calls of their own.</summary>
public sealed class GroupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_refused_call_undoes_nothing_but_itself()
    {
        await using var store = await _folder.OpenAsync();
        var calls = Enumerable.Range(0, 300).Select(i => store.Intake.EnqueueAsync(i % 3 == 0 ? Refusable() : [new NewJob { Kind = "good" }])).ToList();
        foreach (var (i, call) in calls.Index())
        {
            if (i % 3 == 0)
            {
                (await Should.ThrowAsync<RefusedException>(() => call)).Message.ShouldContain("there is no job 999999");
            }
            else
            {
                (await call).Count.ShouldBe(1);
            }
        }

        var jobs = await store.Queries.ListAsync(new JobFilter(), new JobPage(1_000));
        jobs.Count.ShouldBe(200);
        jobs.ShouldAllBe(job => job.Kind == "good");
        jobs.Select(job => job.Id).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public async Task A_call_given_up_before_its_turn_is_not_done()
    {
        await using var store = await _folder.OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => store.Intake.EnqueueAsync([new NewJob { Kind = "never" }], cancelled.Token));
        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_waits_for_calls_under_way()
    {
        var store = await _folder.OpenAsync();
        var calls = Enumerable.Range(0, 50).Select(_ => store.Intake.EnqueueAsync([new NewJob { Kind = "x" }])).ToList();
        await store.DisposeAsync();
        calls.ShouldAllBe(call => call.IsCompletedSuccessfully);
        _folder.Ask("select count(*) from longhaul_jobs").ShouldBe("50");
    }

    [Fact]
    public async Task A_chain_of_ten_thousand_dependents_is_cancelled_in_one_go()
    {
        await using var store = await _folder.OpenAsync();
        long? last = null;
        for (var batch = 0; batch < 10; batch++)
        {
            var first = last;
            var jobs = Enumerable.Range(0, 1_000).Select(i => new NewJob
            {
                Kind = "link",
                DependsOn = i > 0 ? [new Dependency(JobRef.InCall(i - 1))] : first is { } id ? [new Dependency(JobRef.To(id))] : [],
            }).ToList();
            last = (await store.Intake.EnqueueAsync(jobs))[^1].Id;
        }

        (await store.Control.CancelAsync(1, "somebody")).Result.ShouldBe(ControlResult.Done);
        (await store.Queries.GetAsync(last!.Value)).ShouldNotBeNull().State.ShouldBe(JobState.Cancelled);
    }

    private static NewJob[] Refusable() =>
        [new NewJob { Kind = "bad" }, new NewJob { Kind = "bad", DependsOn = [new Dependency(JobRef.To(999_999))] }];
}
