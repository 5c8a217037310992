using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>Fills a place with jobs that wait.</summary>
internal static class Filling
{
    private const int PerCall = 10_000;

    /// <summary>Empties it, adds so many jobs, of so many tenants or keys in turn, and lets it settle.</summary>
    public static async Task RunAsync(BenchPlace place, int jobs, bool history, CancellationToken cancel, Spread spread = default)
    {
        await place.EmptyAsync(cancel);
        await using (var store = place.OpenStore())
        {
            var client = new JobClient(store, NoopProject.In(place.Folder, history, spread.Keys > 0));
            var full = NoopProject.Requests(Math.Min(PerCall, jobs), spread);
            for (var left = jobs; left > 0; left -= full.Length)
            {
                await client.EnqueueAsync(left >= full.Length ? full : full[..left], cancel);
            }
        }

        await place.SettleAsync(cancel);
    }
}
