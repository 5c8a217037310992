using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Memory;

/// <summary>
/// Says of which kinds there is memory for one more job: what its running and waiting jobs need, or hold where that is more, and the next one's need must
/// stay within the limit. A job needs what its kind says, else what the kind's jobs were seen to take here, else nothing.
/// </summary>
internal sealed class MemoryAdmission
{
    private readonly WorkerContext _worker;
    private readonly IReadOnlyList<string> _kinds;
    private readonly Dictionary<string, long> _declared;
    private WorkerMemory? _told;
    private volatile string? _heldFor;

    public MemoryAdmission(WorkerContext worker)
    {
        _worker = worker;
        _kinds = [.. worker.Parts.Kinds.Served.Select(kind => kind.Name)];
        _declared = worker.Setup.Project.Kinds.Values.Where(kind => kind.MemoryBytes is not null)
            .ToDictionary(kind => kind.Name, kind => kind.MemoryBytes!.Value, StringComparer.Ordinal);
    }

    /// <summary>The kind for whose next job memory is being kept free: jobs of others that need some wait. Null for none.</summary>
    public string? HeldFor
    {
        get => _heldFor;
        set => _heldFor = value;
    }

    // Where nobody needs any, nothing has to be added up at each claim.
    private bool IsIdle => _declared.Count == 0 && _worker.Peaks.IsEmpty;

    /// <summary>What may be claimed now.</summary>
    public MemoryRoom Look()
    {
        if (_worker.Memory.IsFull)
        {
            return MemoryRoom.None;
        }

        if (IsIdle)
        {
            return new MemoryRoom(_kinds, int.MaxValue);
        }

        var free = FreeBytes();
        List<string> fitting = [.. _kinds.Where(kind => Fits(kind, free) && MayPass(kind))];
        return fitting.Count == 0 ? MemoryRoom.None : new MemoryRoom(fitting, Most(fitting, free));
    }

    /// <summary>Of the kinds for whose next job there is no memory now those whose job would fit if nothing else ran here.</summary>
    public IReadOnlyList<string> LackingThoughPossible()
    {
        if (IsIdle)
        {
            return [];
        }

        var (most, free) = (_worker.Memory.Limits.HardBytes - _worker.Memory.Use.Own - _worker.Memory.Use.Others, FreeBytes());
        return [.. _kinds.Where(kind => !Fits(kind, free) && Need(kind) <= most)];
    }

    /// <summary>True where there is memory for one more job of the kind now.</summary>
    public bool Fits(string kind) => Fits(kind, FreeBytes());

    /// <summary>How many bytes may yet be promised; below zero where more is held than was.</summary>
    public long FreeBytes()
    {
        var (limits, use) = (_worker.Memory.Limits, _worker.Memory.Use);
        var running = _worker.Running.All().Sum(Taken);
        var waiting = _worker.Prefetched.Sum(job => Need(job.Kind));
        var free = limits.HardBytes - use.Own - use.Others - running;
        // On a machine that others use too there may be less: what it has left, of which running jobs have yet to take a part.
        return Math.Min(free, use.Available - Math.Max(0, running - use.Jobs) ?? long.MaxValue) - waiting;
    }

    /// <summary>What the store should know of it; null where it does already.</summary>
    public WorkerMemory? News()
    {
        var free = FreeBytes();
        var lacking = Lacking(free);
        if (_told is null && lacking.Count == 0 && !_worker.Memory.IsFull)
        {
            return null;
        }

        var now = new WorkerMemory(_worker.Memory.Limits.HardBytes, Math.Max(0, free), _worker.Memory.IsFull, lacking);
        return now.SaysTheSameAs(_told) ? null : now;
    }

    /// <summary>The store knows this now; null after a new registration, of which it knows nothing.</summary>
    public void Told(WorkerMemory? news) => _told = news;

    // What memory is kept from for another kind is not taken either, so whoever asks why is to be told of it.
    private IReadOnlyList<MemoryNeed> Lacking(long free) =>
        IsIdle ? [] : [.. _kinds.Where(kind => !Fits(kind, free) || !MayPass(kind)).Select(kind => new MemoryNeed(kind, Need(kind)))];

    private bool Fits(string kind, long free) =>
        Need(kind) is var need && (need <= Math.Max(0, free) || (!_declared.ContainsKey(kind) && _worker.Running.Count == 0 && _worker.Prefetched.Count == 0));

    private bool MayPass(string kind) => _heldFor is not { } held || kind == held || Need(kind) == 0;

    // A claim may bring as many of one kind as it asks for, so it asks for no more than fit of the greatest.
    private int Most(List<string> kinds, long free)
    {
        var greatest = kinds.Select(Need).DefaultIfEmpty().Max();
        return greatest == 0 ? int.MaxValue : (int)Math.Clamp(free / greatest, 1, IJobStore.MaxBatch);
    }

    private long Need(string kind) => _declared.TryGetValue(kind, out var bytes) ? bytes : _worker.Peaks.Of(kind);

    private long Taken(RunningJob running)
    {
        var tree = _worker.Parts.Trees.Find(running.Attempt);
        var need = tree?.AllowedBytes ?? running.Kind?.MemoryBytes ?? _worker.Peaks.Of(running.Job.Kind);
        return Math.Max(need, tree?.HeldBytes ?? 0);
    }
}

/// <summary>What may be claimed, as far as memory goes.</summary>
/// <param name="Kinds">The kinds of which a next job fits.</param>
/// <param name="Most">How many jobs in all.</param>
internal readonly record struct MemoryRoom(IReadOnlyList<string> Kinds, int Most)
{
    public static MemoryRoom None => new([], 0);

    /// <summary>Not one kind is left to ask for.</summary>
    public bool LetsNothing => Most == 0;
}
