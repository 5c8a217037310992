using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Simulation;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Keyed jobs under workers that die at random. The seed is printed; set LONGHAUL_TEST_SEED to it to see the same wishes again.</summary>
public abstract class SimulationSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public Task Limits_hold_and_all_jobs_end_under_five_workers_that_die_at_random() => SimulateAsync(new SimulationSize(5, 300, 10));

    [Fact]
    [Trait("tier", "soak")]
    public Task Limits_hold_and_all_jobs_end_under_fifty_workers_that_die_at_random() => SimulateAsync(new SimulationSize(50, 10_000, 200));

    private async Task SimulateAsync(SimulationSize size)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LONGHAUL_TEST_SEED"), out var given) ? given : Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{size}, seed: LONGHAUL_TEST_SEED={seed}");
        var simulation = new KeySimulation(Store, Clock, size, seed);
        await simulation.RunAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{simulation.Rounds} rounds, {simulation.RescuedAttempts} attempts rescued, longest wait {simulation.LongestWait} rounds; overtaken by at most {simulation.Ledger.MostOvertaken} with one key, {simulation.Ledger.MostOvertakenWithTwo} with two");
        simulation.Ledger.Fullest.ShouldBe(1, "limits were reached, or nothing was tried");
        simulation.Ledger.FullestRate.ShouldBe(1, "rates were used up, or nothing was tried");
        simulation.Ledger.MostOvertaken.ShouldBeLessThanOrEqualTo(3, "no more are admitted under a key at once, so no more can be told of in the other order");
        simulation.RescuedAttempts.ShouldBeGreaterThan(0, "workers died with jobs, or nothing was tried");
        await NothingIsLeftAsync(size);
    }

    /// <summary>Every key has all its places to give.</summary>
    private async Task NothingIsLeftAsync(SimulationSize size)
    {
        Pass(1_000);
        await Store.Upkeep.PromoteDueAsync(IJobStore.MaxBatch, Cancel);
        foreach (var slot in Enumerable.Range(0, size.Keys).SelectMany(key => new[] { KeySimulation.Key(key), KeySimulation.RateOf(key) }))
        {
            var ids = await AddAllAsync([.. Enumerable.Repeat(Samples.Job() with { Slots = [slot] }, slot.Limit + 1)]);
            foreach (var id in ids[..^1])
            {
                (await StateAsync(id)).ShouldBe(JobState.Ready, $"all places of {slot.Key} are free again");
            }

            (await StateAsync(ids[^1])).ShouldBe(JobState.Blocked);
        }
    }
}
