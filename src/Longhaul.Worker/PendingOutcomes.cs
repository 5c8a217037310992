using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>An outcome on its way to the store.</summary>
/// <param name="Finish">What to deliver.</param>
/// <param name="Kind">The job's kind.</param>
/// <param name="Took">From start to outcome.</param>
/// <param name="Resent">True where an earlier delivery had no answer.</param>
/// <param name="Overdue">True where an outage holds or held it up.</param>
/// <param name="Replaced">True where the store refused the first outcome and this one says so.</param>
internal sealed record PendingOutcome(Finish Finish, string Kind, TimeSpan Took = default, bool Resent = false, bool Overdue = false, bool Replaced = false);

/// <summary>Outcomes that the store has not taken yet; they outlive any outage.</summary>
internal sealed class PendingOutcomes
{
    private readonly Lock _lock = new();
    private readonly Gate _some = new();
    private readonly Gate _none = new();
    private readonly Gate _current = new();
    private List<PendingOutcome> _items = [];

    public PendingOutcomes()
    {
        _none.Open();
        _current.Open();
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    public void Add(PendingOutcome outcome) => Change(items => [.. items, outcome]);

    /// <summary>The oldest ones, at most <paramref name="limit"/>; they stay until removed.</summary>
    public IReadOnlyList<PendingOutcome> Peek(int limit)
    {
        lock (_lock)
        {
            return [.. _items.Take(limit)];
        }
    }

    public void Remove(IEnumerable<PendingOutcome> delivered)
    {
        var gone = delivered.ToHashSet(ReferenceEqualityComparer.Instance);
        Change(items => [.. items.Where(item => !gone.Contains(item))]);
    }

    /// <summary>Puts another outcome in the place of one, at the end of the line.</summary>
    public void Replace(PendingOutcome old, PendingOutcome with) =>
        Change(items => items.Any(item => ReferenceEquals(item, old)) ? [.. items.Where(item => !ReferenceEquals(item, old)), with] : items);

    /// <summary>Forgets everything of an instance; answers what that was.</summary>
    public IReadOnlyList<PendingOutcome> Drop(Guid instance)
    {
        List<PendingOutcome> dropped = [];
        Change(items =>
        {
            dropped = items.FindAll(item => item.Finish.Attempt.Token.Instance == instance);
            return [.. items.Except(dropped)];
        });
        return dropped;
    }

    /// <summary>Notes that these may or may not have arrived.</summary>
    public void MarkResent(IReadOnlyList<PendingOutcome> sent)
    {
        var again = sent.ToHashSet(ReferenceEqualityComparer.Instance);
        Change(items => [.. items.Select(item => again.Contains(item) ? item with { Resent = true, Overdue = true } : item)]);
    }

    /// <summary>Notes that an outage held up all that waits now; claims wait until it is delivered.</summary>
    public void MarkOverdue() => Change(items => [.. items.Select(item => item with { Overdue = true })]);

    /// <summary>Returns when there is something to deliver.</summary>
    public Task WaitForSomeAsync(CancellationToken cancel) => _some.WaitAsync(cancel);

    /// <summary>Returns when nothing is left to deliver.</summary>
    public Task WaitForNoneAsync(CancellationToken cancel) => _none.WaitAsync(cancel);

    /// <summary>Returns when nothing is left that an outage held up.</summary>
    public Task WaitUntilCurrentAsync(CancellationToken cancel) => _current.WaitAsync(cancel);

    private void Change(Func<List<PendingOutcome>, List<PendingOutcome>> change)
    {
        lock (_lock)
        {
            _items = change(_items);
            if (_items.Count == 0)
            {
                _some.Close();
                _none.Open();
            }
            else
            {
                _none.Close();
                _some.Open();
            }

            // What the store refuses may wait for ever, and must not hold up claims.
            if (_items.Any(item => item.Overdue && !item.Replaced))
            {
                _current.Close();
            }
            else
            {
                _current.Open();
            }
        }
    }
}
