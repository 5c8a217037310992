using System.Collections.Concurrent;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// How much runs and tenants have published: read from the store, then kept for a while with what this worker's attempts add. A reading goes through all manifests
/// of the tenant: among 200,000 jobs of ten tenants with three files each 130 to 170 ms in a file, 50 ms on a server, for each job that published.
/// </summary>
/// <remarks>
/// A sum is kept for twenty times as long as its reading took, so that readings are at most a twentieth of the time, and for a minute at most. With several workers
/// a bound may be exceeded by what the others publish in that time; where readings are quick, hardly at all.
/// </remarks>
internal sealed class PublishedSums(RunReader runs, TimeProvider clock)
{
    private const int Patience = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(long? Run, string? Tenant), Known> _known = new();

    /// <summary>Adds what is to be published where that stays within the bound; answers with how much was there before.</summary>
    /// <param name="run">The run; null for all of a tenant.</param>
    /// <param name="tenant">The tenant; null for a run.</param>
    /// <param name="bytes">What is to be published.</param>
    /// <param name="most">The bound. Before it is found to be exceeded, the store is asked anew: jobs may have been deleted, or attempts not accepted.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<long> AddAsync(long? run, string? tenant, long bytes, long most, CancellationToken stop)
    {
        Forget();
        var known = _known.GetOrAdd((run, tenant), _ => new Known());
        await known.Turn.WaitAsync(stop);
        try
        {
            if (!IsFresh(known) || known.Bytes > most - bytes)
            {
                await ReadAsync(known, run, tenant, stop);
            }

            var before = known.Bytes;
            known.Bytes += before > most - bytes ? 0 : bytes;
            return before;
        }
        finally
        {
            known.Turn.Release();
        }
    }

    private async Task ReadAsync(Known known, long? run, string? tenant, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        known.Bytes = await runs.SumArtifactsAsync(run, tenant, stop);
        var took = Patience * clock.GetElapsedTime(began);
        (known.ReadAt, known.Lasts) = (clock.GetTimestamp(), took < Longest ? took : Longest);
    }

    private bool IsFresh(Known known) => known.ReadAt is { } at && clock.GetElapsedTime(at) < known.Lasts;

    // Runs end; whoever waits for its turn has its own hold of what is taken out here.
    private void Forget()
    {
        if (_known.Count > 1_000)
        {
            foreach (var (key, known) in _known.Where(one => !IsFresh(one.Value)))
            {
                _known.TryRemove(KeyValuePair.Create(key, known));
            }
        }
    }

    private sealed class Known
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public long Bytes { get; set; }

        /// <summary>A timestamp; null before the first reading.</summary>
        public long? ReadAt { get; set; }

        public TimeSpan Lasts { get; set; }
    }
}
