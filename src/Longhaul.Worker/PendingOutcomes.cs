using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>An outcome on its way to the store.</summary>
/// <param name="Finish">What to deliver.</param>
/// <param name="Kind">The job's kind.</param>
/// <param name="Took">From start to outcome.</param>
/// <param name="Resent">True where an earlier delivery had no answer.</param>
/// <param name="Overdue">True where an outage holds or held it up.</param>
/// <param name="Replaced">True where the store refused the first outcome and this one says so.</param>
internal sealed record PendingOutcome(Finish Finish, string Kind, TimeSpan Took = default, bool Resent = false, bool Overdue = false, bool Replaced = false)
{
    /// <summary>How many characters it takes to the store.</summary>
    public long Weight => TextWeight.Of(Finish);

    /// <summary>Whether claims wait for it. What the store refuses may wait for ever, and must not hold up claims.</summary>
    public bool HoldsUpClaims => Overdue && !Replaced;
}

/// <summary>Outcomes that the store has not taken yet; they outlive any outage. Thousands a second come and go, so the list is changed in place.</summary>
internal sealed class PendingOutcomes
{
    private readonly Lock _lock = new();
    private readonly Gate _some = new();
    private readonly Gate _none = new();
    private readonly Gate _current = new();
    private readonly List<PendingOutcome> _items = [];
    private int _overdue;
    private int _refused;

    public PendingOutcomes()
    {
        _none.Open();
        _current.Open();
    }

    /// <summary>Those on their way; without those that the store refused and may refuse for ever.</summary>
    public int Underway
    {
        get
        {
            lock (_lock)
            {
                return _items.Count - _refused;
            }
        }
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

    public void Add(PendingOutcome outcome) => AddAll([outcome]);

    /// <summary>Adds fresh ones.</summary>
    public void AddAll(IReadOnlyList<PendingOutcome> outcomes) => Change(() =>
    {
        _items.AddRange(outcomes);
    });

    /// <summary>The oldest ones, at most <paramref name="limit"/> and together of no more than so many characters; one at least. They stay until removed.</summary>
    public IReadOnlyList<PendingOutcome> Peek(int limit, long characters = long.MaxValue)
    {
        lock (_lock)
        {
            var (most, count) = (Math.Min(limit, _items.Count), 0);
            for (var weight = 0L; count < most && (count == 0 || weight + _items[count].Weight <= characters); count++)
            {
                weight += _items[count].Weight;
            }

            return _items.GetRange(0, count);
        }
    }

    public void Remove(IReadOnlyList<PendingOutcome> delivered) => Change(() =>
    {
        if (AreFirst(delivered))
        {
            _items.RemoveRange(0, delivered.Count);
        }
        else
        {
            var gone = delivered.ToHashSet(ReferenceEqualityComparer.Instance);
            _items.RemoveAll(gone.Contains);
        }

        if (_overdue + _refused > 0)
        {
            Recount();
        }
    });

    /// <summary>Puts another outcome in the place of one, at the end of the line.</summary>
    public void Replace(PendingOutcome old, PendingOutcome with) => Change(() =>
    {
        if (_items.RemoveAll(item => ReferenceEquals(item, old)) > 0)
        {
            _items.Add(with);
        }

        Recount();
    });

    /// <summary>Forgets everything of an instance; answers what that was.</summary>
    public IReadOnlyList<PendingOutcome> Drop(Guid instance)
    {
        List<PendingOutcome> dropped = [];
        Change(() =>
        {
            dropped = _items.FindAll(item => item.Finish.Attempt.Token.Instance == instance);
            _items.RemoveAll(item => item.Finish.Attempt.Token.Instance == instance);
            Recount();
        });
        return dropped;
    }

    /// <summary>Notes that these may or may not have arrived.</summary>
    public void MarkResent(IReadOnlyList<PendingOutcome> sent)
    {
        var again = sent.ToHashSet(ReferenceEqualityComparer.Instance);
        Mark(item => again.Contains(item) ? item with { Resent = true, Overdue = true } : item);
    }

    /// <summary>Notes that an outage held up all that waits now; claims wait until it is delivered.</summary>
    public void MarkOverdue() => Mark(item => item with { Overdue = true });

    /// <summary>Returns when there is something to deliver.</summary>
    public Task WaitForSomeAsync(CancellationToken cancel) => _some.WaitAsync(cancel);

    /// <summary>Returns when nothing is left to deliver.</summary>
    public Task WaitForNoneAsync(CancellationToken cancel) => _none.WaitAsync(cancel);

    /// <summary>Returns when nothing is left that an outage held up.</summary>
    public Task WaitUntilCurrentAsync(CancellationToken cancel) => _current.WaitAsync(cancel);

    private void Mark(Func<PendingOutcome, PendingOutcome> mark) => Change(() =>
    {
        for (var i = 0; i < _items.Count; i++)
        {
            _items[i] = mark(_items[i]);
        }

        Recount();
    });

    private void Recount() =>
        (_overdue, _refused) = (_items.Count(item => item.HoldsUpClaims), _items.Count(item => item.Replaced));

    private bool AreFirst(IReadOnlyList<PendingOutcome> some)
    {
        for (var i = 0; i < some.Count; i++)
        {
            if (i >= _items.Count || !ReferenceEquals(some[i], _items[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Set(_some, _items.Count > 0);
            Set(_none, _items.Count == 0);
            Set(_current, _overdue == 0);
        }
    }

    private static void Set(Gate gate, bool open)
    {
        if (gate.IsOpen != open)
        {
            _ = open ? gate.Open() : gate.Close();
        }
    }
}
