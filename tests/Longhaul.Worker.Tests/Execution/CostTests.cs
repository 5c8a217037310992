using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Costs;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

public sealed class CostTests
{
    private static async Task<string> SumsAsync(InMemoryJobStore store, CostGrouping by) =>
        string.Join(", ", (await store.Costs.SumAsync(new CostQuery(by))).Select(sum => $"{sum.Key} {Cost.Show(sum.Amount, sum.Currency)} in {sum.Count}"));

    [Fact]
    public async Task What_a_command_says_it_cost_is_in_the_ledger_before_its_outcome_also_where_it_fails()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo '::cost component=tts amount=0.012'; echo '::cost component=llm amount=3 currency=EUR'; echo '::cost component=tts amount=0.1'; exit 3");
        await rig.EnqueueAsync();
        var job = await rig.ClaimAsync();

        await rig.Engine.RunAsync(job, new AttemptStop());
        await rig.Engine.Output.FlushAsync([job.Running!.Value]);

        (await SumsAsync(rig.Store, CostGrouping.Component)).ShouldBe("llm 3.00 EUR in 1, tts 0.112 USD in 2");
        (await SumsAsync(rig.Store, CostGrouping.Attempt)).ShouldBe("1 3.00 EUR in 1, 1 0.112 USD in 2");
        rig.Engine.Costs.Totals.OrderBy(sum => sum.Key).Select(sum => (sum.Key, sum.Value)).ShouldBe([("EUR", 3m), ("USD", 0.112m)]);
    }

    [Fact]
    public async Task A_handler_spends_too_and_what_is_no_cost_is_a_warning_and_no_error()
    {
        await using var rig = new ExecutionRig();
        rig.Handlers["k"] = new Spender();

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);

        (await SumsAsync(rig.Store, CostGrouping.Component)).ShouldBe("gpu 0.50 USD in 1");
        var log = await rig.LogAsync(stream: LogStream.System);
        log.ShouldContain("warning: a cost is not kept: the amount -1 is negative");
        log.ShouldContain("warning: a cost is not kept: the currency \"usd\" is not three capital letters");
    }

    [Fact]
    public async Task What_was_spent_in_an_outage_is_delivered_after_it_and_once_though_an_answer_was_lost()
    {
        await using var inner = new InMemoryJobStore();
        var (store, faults) = FaultyStore.Over(inner);
        using var book = new CostBook(store, NullLogger<CostBook>.Instance);
        faults.Once("AddAsync", Fault.Unreachable);
        faults.Once("AddAsync", Fault.AnswerLost);
        faults.Once("AddAsync", Fault.Breaks);
        book.Add(Spend(1, 1));
        await Should.ThrowAsync<StoreUnavailableException>(() => book.SendAsync(default));
        book.Add(Spend(2, 2));
        await Should.ThrowAsync<StoreUnavailableException>(() => book.SendAsync(default));
        await book.SendAsync(default);
        book.Add(Spend(3, 4));

        await book.SendAsync(default);

        (await SumsAsync(inner, CostGrouping.None)).ShouldBe(" 7.00 USD in 3");
        await book.SendAsync(default);
        faults.Calls.Count(call => call == "AddAsync").ShouldBe(4);
    }

    [Fact]
    public async Task A_long_outage_loses_no_money_and_does_not_fill_the_memory()
    {
        await using var inner = new InMemoryJobStore();
        var (store, faults) = FaultyStore.Over(inner);
        using var book = new CostBook(store, NullLogger<CostBook>.Instance);
        faults.Once("AddAsync", Fault.AnswerLost);
        book.Add(Spend(1, 1));
        await Should.ThrowAsync<StoreUnavailableException>(() => book.SendAsync(default));
        for (var i = 2; i <= 25_000; i++)
        {
            book.Add(Spend(i, 1));
        }

        await book.SendAsync(default);

        (await SumsAsync(inner, CostGrouping.None)).ShouldBe($" 25000.00 USD in {CostBook.MostApart}");
    }

    private static NewCost Spend(long sequence, decimal amount) =>
        new(new AttemptRef(1, new AttemptToken(Guid.Empty, 1)), sequence, new Cost("tts", amount, "USD"))
        {
            RootId = 1, Kind = "k", Tenant = "", AttemptNumber = 1, ClaimedAt = DateTimeOffset.UnixEpoch,
        };

    private sealed class Spender : IJobHandler
    {
        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
        {
            context.Cost("gpu", 0.5m);
            context.Cost("gpu", -1);
            context.Cost("gpu", 1, "usd");
            return Task.FromResult(Outcome.Completed());
        }
    }
}
