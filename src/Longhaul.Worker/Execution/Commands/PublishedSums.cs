using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// How much runs and tenants have published: read from the store, then kept for a while with what this worker's attempts add. A reading goes through all manifests
/// of the tenant: among 200,000 jobs of ten tenants with three files each 130 to 170 ms in a file, 50 ms on a server, for each job that published.
/// </summary>
/// <remarks>
/// A sum is kept for twenty times as long as its reading took, so that readings are at most a twentieth of the time, and for a minute at most. What an attempt here is
/// about to publish counts beside it from then on, until a reading begins after the store has said what becomes of it. With several workers a bound may be exceeded by what
/// the others publish in that time; where readings are quick, hardly at all.
/// </remarks>
internal sealed class PublishedSums(RunReader runs, TimeProvider clock)
{
    private const int Patience = 20, MostLooks = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>So long the store's answer may take by which an attempt here is known to be accepted, which a reading may have counted already.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(long? Run, string? Tenant), PublishedSum> _known = [];
    private readonly Dictionary<AttemptRef, List<PublishedSum>> _of = [];

    /// <summary>Adds what is to be published where that stays within the bound; answers with how much was there before.</summary>
    /// <param name="attempt">The attempt that is to publish it; <see cref="Settle"/> says what became of that.</param>
    /// <param name="run">The run; null for all of a tenant.</param>
    /// <param name="tenant">The tenant; null for a run.</param>
    /// <param name="bytes">What is to be published.</param>
    /// <param name="most">The bound. Before it is found to be exceeded, the store is asked anew: jobs may have been deleted, or attempts not accepted.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<long> AddAsync(AttemptRef attempt, long? run, string? tenant, long bytes, long most, CancellationToken stop)
    {
        var known = Enter(run, tenant);
        try
        {
            for (var look = 1; ; look++)
            {
                var (before, mark) = await TryAsync(known, attempt, (run, tenant), bytes, most, stop);

                // One that ends just now may be in the reading and beside it: that must not be what refuses another.
                if (before <= most - bytes || look == MostLooks || !await IsMovingAsync(known, mark, most - bytes, stop))
                {
                    return before;
                }
            }
        }
        finally
        {
            Leave(known);
        }
    }

    /// <summary>It would fit, if nothing came of what others here are about to publish.</summary>
    public bool MayFit(long? run, string? tenant, long bytes, long most) => Locked(() => _known.TryGetValue((run, tenant), out var known) && known.Bytes <= most - bytes);

    /// <summary>Nothing more becomes of an attempt: whether what it was to publish counts, the next reading says.</summary>
    public void Settle(AttemptRef attempt)
    {
        lock (_lock)
        {
            if (_of.Remove(attempt, out var sums))
            {
                sums.ForEach(sum => sum.Settle(attempt));
            }
        }
    }

    private async Task<(long Before, int Mark)> TryAsync(
        PublishedSum known, AttemptRef attempt, (long? Run, string? Tenant) whose, long bytes, long most, CancellationToken stop)
    {
        await known.Turn.WaitAsync(stop);
        try
        {
            if (!IsFresh(known) || Sum(known) > most - bytes)
            {
                await ReadAsync(known, whose, stop);
            }

            lock (_lock)
            {
                var before = known.Sum;
                if (before <= most - bytes)
                {
                    known.Reserve(attempt, bytes);
                    (_of.TryGetValue(attempt, out var sums) ? sums : _of[attempt] = []).Add(known);
                }

                return (before, known.Changes);
            }
        }
        finally
        {
            known.Turn.Release();
        }
    }

    private async Task ReadAsync(PublishedSum known, (long? Run, string? Tenant) whose, CancellationToken stop)
    {
        var settled = Locked(known.Settled);
        var began = clock.GetTimestamp();
        var bytes = await runs.SumArtifactsAsync(whose.Run, whose.Tenant, stop);
        var took = Patience * clock.GetElapsedTime(began);
        lock (_lock)
        {
            known.Read(bytes, settled);
            (known.ReadAt, known.Lasts) = (clock.GetTimestamp(), took < Longest ? took : Longest);
        }
    }

    private async Task<bool> IsMovingAsync(PublishedSum known, int mark, long room, CancellationToken stop)
    {
        if (Locked(() => known.Bytes > room))
        {
            return false;
        }

        await Task.Delay(Settling, clock, stop);
        return Locked(() => known.Changes != mark);
    }

    private bool IsFresh(PublishedSum known) => known.ReadAt is { } at && clock.GetElapsedTime(at) < known.Lasts;

    private long Sum(PublishedSum known) => Locked(() => known.Sum);

    private PublishedSum Enter(long? run, string? tenant) => Locked(() =>
    {
        Forget();
        var known = _known.TryGetValue((run, tenant), out var there) ? there : _known[(run, tenant)] = new PublishedSum();
        known.Users++;
        return known;
    });

    private void Leave(PublishedSum known) => Locked(() => known.Users--);

    // Runs end. What somebody looks at, or what counts beside the reading, is not forgotten.
    private void Forget()
    {
        if (_known.Count > 1_000)
        {
            foreach (var (key, known) in _known.Where(one => one.Value is { Users: 0, IsAwaited: false } && !IsFresh(one.Value)).ToList())
            {
                _known.Remove(key);
            }
        }
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_lock)
        {
            return work();
        }
    }
}
