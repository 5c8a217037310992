namespace Longhaul.Core.Stores;

/// <summary>Walks the chain of the audit log from its beginning, a page at a time, and says where it is broken first.</summary>
public sealed class AuditVerifier
{
    private readonly string? _wanted;
    private AuditLink _before;
    private AuditLink _removed;
    private bool _removalIsSaid;
    private bool _wantedFound;
    private long _count;
    private string? _problem;

    private AuditVerifier(string? wanted) => _wanted = wanted;

    /// <summary>Walks the whole chain.</summary>
    /// <param name="log">The log.</param>
    /// <param name="head">The hash of an entry that was noted before, which must be there; null to ask for none.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<AuditVerdict> VerifyAsync(IAuditLog log, string? head = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        return new AuditVerifier(head).WalkAsync(log, cancel);
    }

    private async Task<AuditVerdict> WalkAsync(IAuditLog log, CancellationToken cancel)
    {
        while (true)
        {
            var verdict = await WalkOnceAsync(log, cancel).ConfigureAwait(false);

            // What is missing may be what retention has removed since the walk began, as it says itself: then there is another beginning to walk from.
            if (verdict.Problem is null || (await log.ReadChainAsync(verdict.Head.Id, 1, cancel).ConfigureAwait(false)).Removed == _removed)
            {
                return verdict;
            }
        }
    }

    private async Task<AuditVerdict> WalkOnceAsync(IAuditLog log, CancellationToken cancel)
    {
        var page = await log.ReadChainAsync(long.MinValue, IJobStore.MaxBatch, cancel).ConfigureAwait(false);
        Begin(page.Removed);
        while (page.Entries.Count > 0 && _problem is null)
        {
            foreach (var (index, entry) in page.Entries.Index())
            {
                _problem ??= Follow(entry, index + 1 < page.Entries.Count ? page.Entries[index + 1] : null);
            }

            page = await log.ReadChainAsync(_before.Id, IJobStore.MaxBatch, cancel).ConfigureAwait(false);
        }

        return new AuditVerdict(_count, _before, _problem ?? AtEnd());
    }

    private void Begin(AuditLink removed)
    {
        (_before, _removed, _removalIsSaid, _count, _problem) = (removed, removed, false, 0, null);

        // What was found in its place by an earlier walk may be among what was removed since.
        _wantedFound |= _wanted is null || Is(removed.Hash, _wanted);
    }

    /// <summary>What is wrong with an entry after those before it; null where it follows.</summary>
    private string? Follow(AuditRecord entry, AuditRecord? next)
    {
        var problem = AuditChain.Hash(_before.Hash, entry.Id, entry.At, entry.Entry) == entry.Hash ? null : Explain(entry, next);
        if (problem is null)
        {
            _before = new AuditLink(entry.Id, entry.Hash);
            _count++;
            _wantedFound |= Is(entry.Hash, _wanted);
            _removalIsSaid |= entry.Entry == AuditChain.PrunedEntry(_removed);
        }

        return problem;
    }

    private string Explain(AuditRecord entry, AuditRecord? next)
    {
        var isStranger = next is not null && AuditChain.Hash(_before.Hash, next.Id, next.At, next.Entry) == next.Hash;
        return isStranger ? $"entry {entry.Id} was inserted: entry {next!.Id} follows entry {_before.Id} without it"
            : entry.Hash.Length == 0 ? $"entry {entry.Id} was inserted: it has no hash"
            : entry.Id == _before.Id + 2 ? $"entry {_before.Id + 1} is missing: entry {entry.Id} does not follow entry {_before.Id}"
            : entry.Id > _before.Id + 1 ? $"entries {_before.Id + 1} to {entry.Id - 1} are missing: entry {entry.Id} does not follow entry {_before.Id}"
            : $"entry {entry.Id} was changed, or takes the place of another: its hash is not that of what it says after entry {_before.Id}";
    }

    private string? AtEnd() =>
        _removed.Id > 0 && !_removalIsSaid ? $"entries to {_removed.Id} are missing, and no entry says that retention removed them"
        : !_wantedFound ? $"no entry has the hash {_wanted}: entries were cut off at the end or written anew, or that hash is older than entry {_removed.Id + 1}"
        : null;

    private static bool Is(string hash, string? wanted) => string.Equals(hash, wanted, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a walk over the audit log found.</summary>
/// <param name="Entries">How many entries follow each other as they should.</param>
/// <param name="Head">The last of these. Whoever notes its hash can find out later whether entries were cut off.</param>
/// <param name="Problem">What is wrong with the next, or with the whole, in a sentence without its full stop; null where nothing is.</param>
public sealed record AuditVerdict(long Entries, AuditLink Head, string? Problem);
