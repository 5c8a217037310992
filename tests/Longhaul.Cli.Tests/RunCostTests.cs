using Longhaul.Core.Stores.InMemory;

namespace Longhaul.Cli.Tests;

/// <summary>What <c>longhaul jobs show</c> says that the members of a run cost.</summary>
public sealed class RunCostTests : IAsyncDisposable
{
    private const long Run = 1;
    private const long Script = 2;
    private const long List = 3;
    private const long Last = 4;

    private readonly InMemoryJobStore _store = new();
    private readonly Guid _instance = Guid.NewGuid();
    private long _claims;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_step_costs_what_its_items_cost_and_what_those_cost_that_are_no_more_is_the_runs()
    {
        await _store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "film", IsContainer = true },
            new NewJob { Kind = "film.script", Step = "script", Parent = JobRef.InCall(0) },
            new NewJob { Kind = "film.each", Step = "each", Parent = JobRef.InCall(0), DependsOn = [new Dependency(JobRef.InCall(1))] },
            new NewJob { Kind = "film.last", Step = "last", Parent = JobRef.InCall(0), DependsOn = [new Dependency(JobRef.InCall(2))] },
        ], Cancel);
        await SpendAsync(await ClaimAsync(), Outcome.Completed(), 16);
        await SpendAsync(await ClaimAsync(), Outcome.Expanded([Item(0), Item(1)]), 0.5m);
        await SpendAsync(await ClaimAsync(), Outcome.Failed("x", "no"), 1);
        await SpendAsync(await ClaimAsync(), Outcome.Completed(), 2);
        (await ReadAsync()).ShouldBe("run 19.50 USD, list 3.50 USD, last , gone ");

        await _store.Control.ReopenAsync(Script, "ann", Cancel);
        await SpendAsync(await ClaimAsync(), Outcome.Completed(), 16);
        await SpendAsync(await ClaimAsync(), Outcome.Expanded([Item(0)]), 0.25m);
        await SpendAsync(await ClaimAsync(), Outcome.Completed(), 4);
        await SpendAsync(await ClaimAsync(), Outcome.Completed(), 8);

        (await ReadAsync()).ShouldBe("run 47.75 USD, list 4.75 USD, last 8.00 USD, gone 3.00 USD");
    }

    private static NewJob Item(int index) => new() { Kind = "film.each", Step = ItemStep.NameOf("each", index) };

    private async Task<string> ReadAsync()
    {
        var tree = await _store.Queries.ListTreeAsync(Run, Cancel);
        var costs = new RunCosts(tree, await SumAsync(CostGrouping.Job), await SumAsync(CostGrouping.None));
        var (run, list, last) = (tree.Single(job => job.Id == Run), tree.Single(job => job.Id == List), tree.Single(job => job.Id == Last));
        return $"run {CostColumn.Text(costs.Of(run))}, list {CostColumn.Text(costs.Of(list))}, last {CostColumn.Text(costs.Of(last))}, gone {CostColumn.Text(costs.OfGone())}";
    }

    private Task<IReadOnlyList<CostSum>> SumAsync(CostGrouping by) => _store.Costs.SumAsync(new CostQuery(by, CostQuery.MaxSums) { Runs = [Run] }, Cancel);

    private async Task<JobRecord> ClaimAsync()
    {
        await _store.Workers.RegisterAsync(new WorkerRegistration { Instance = _instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1) }, Cancel);
        var token = new AttemptToken(_instance, ++_claims);
        return (await _store.Claims.ClaimAsync(new ClaimRequest { Token = token, Lanes = [new ClaimLane("default", 1)], Limit = 1 }, Cancel)).Jobs.Single();
    }

    private async Task SpendAsync(JobRecord job, Outcome outcome, decimal amount)
    {
        await _store.Costs.AddAsync([NewCost.Of(job, job.Running!.Value, 1, new Cost("llm", amount, "USD"))], Cancel);
        await _store.Outcomes.FinishAsync([new Finish(job.Running!.Value, outcome)], Cancel);
    }
}
