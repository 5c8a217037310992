namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// Offers places to those that wait for keys, in their order. As long as they can take them it walks along the line; where one cannot, since another of its keys is
/// full, it asks for the first of each other set of keys instead: thirty thousand that wait for the same full key are not looked at one by one. A key that is full
/// stays full meanwhile, since places are only given away.
/// </summary>
internal sealed class KeyWalk
{
    /// <summary>So many of a line are fetched at once.</summary>
    public const int ChunkSize = 16;

    /// <summary>Of so many sets of keys the first ones are fetched at once.</summary>
    public const int SetsAtOnce = 64;

    /// <summary>So many of a line are fetched beforehand: mostly one ends, and one goes on.</summary>
    public const int KnownLength = 2;

    private readonly List<string> _keys;
    private readonly HashSet<long> _full = [];
    private readonly HashSet<long> _passed = [];

    public KeyWalk(IEnumerable<string> keys) => _keys = [.. keys];

    /// <summary>The next so many of a line after a place in it.</summary>
    public required Func<IReadOnlyList<string>, Waiter, List<Waiter>> List { get; init; }

    /// <summary>The first of each set of keys, in their order.</summary>
    public required Func<KeySets, List<Waiter>> Firsts { get; init; }

    /// <summary>The next with the same set of keys after a job, where there is one.</summary>
    public required Func<IReadOnlyList<string>, Waiter, List<Waiter>> NextOfSet { get; init; }

    /// <summary>A key has room for those that wait for it.</summary>
    public required Func<string, bool> HasRoom { get; init; }

    /// <summary>The first of the line, where they are known already.</summary>
    public IReadOnlyList<Waiter>? Known { get; init; }

    public void Run(Func<long, Offered> offer)
    {
        var (after, known) = (Waiter.Beginning, Known);
        while (MayGoOn())
        {
            var chunk = known ?? List(_keys, after);
            if (chunk.TakeWhile(_ => MayGoOn()).Any(waiter => Ask(waiter, offer) == Offered.Full))
            {
                AskFirsts(offer);
                return;
            }

            if (chunk.Count < (known is null ? ChunkSize : KnownLength))
            {
                return;
            }

            (after, known) = (chunk[^1], null);
        }
    }

    // The first sets are all asked, which locks their other keys where a store has locks: one that is about to have room is waited for. Of the others the store says
    // which seem to have room.
    private void AskFirsts(Func<long, Offered> offer)
    {
        for (var limit = ChunkSize; MayGoOn(); limit = SetsAtOnce)
        {
            _keys.RemoveAll(key => !HasRoom(key));
            var firsts = Firsts(new KeySets(_keys, _full, _passed, OnlyWithRoom: limit == SetsAtOnce, limit));
            AskInOrder(firsts, firsts.Count < limit ? null : firsts[^1], offer);
            if (firsts.Count < limit)
            {
                return;
            }
        }
    }

    /// <summary>Behind one that takes its place stands another with the same keys, perhaps before the first of the next set.</summary>
    /// <param name="firsts">The first of each set.</param>
    /// <param name="last">Behind this one may stand others that were not fetched; null where there are none.</param>
    /// <param name="offer">Offers a place to a job.</param>
    private void AskInOrder(List<Waiter> firsts, Waiter? last, Func<long, Offered> offer)
    {
        var heads = new SortedSet<Waiter>(firsts, Waiter.InLine);
        while (heads.Count > 0 && MayGoOn())
        {
            var head = heads.Min;
            heads.Remove(head);
            if (Ask(head, offer) == Offered.Taken && head.KeySet != Waiter.UnknownSet)
            {
                heads.UnionWith(NextOfSet(_keys, head).Where(next => last is not { } end || Waiter.InLine.Compare(next, end) < 0));
            }
        }
    }

    private bool MayGoOn()
    {
        while (_keys.Count > 0 && !HasRoom(_keys[^1]))
        {
            _keys.RemoveAt(_keys.Count - 1);
        }

        return _keys.Count > 0;
    }

    private Offered Ask(Waiter waiter, Func<long, Offered> offer)
    {
        var answer = offer(waiter.Id);
        if (answer == Offered.Full && waiter.KeySet != Waiter.UnknownSet)
        {
            _full.Add(waiter.KeySet);
            return Offered.Full;
        }

        if (answer != Offered.Taken)
        {
            _passed.Add(waiter.Id);
            return Offered.Passed;
        }

        return Offered.Taken;
    }
}

/// <summary>A job that waits for keys, with its place in their lines.</summary>
/// <param name="Id">The job.</param>
/// <param name="Priority">Its priority, the highest first.</param>
/// <param name="Tag">Its turn among tenants, the lowest first.</param>
/// <param name="Position">Its position, the lowest first.</param>
/// <param name="KeySet">The set of its keys.</param>
internal readonly record struct Waiter(long Id, int Priority, long Tag, long Position, long KeySet)
{
    /// <summary>An older program did not say which keys the job has.</summary>
    public const long UnknownSet = 0;

    /// <summary>The order in line.</summary>
    public static IComparer<Waiter> InLine { get; } = Comparer<Waiter>.Create((a, b) =>
        (b.Priority, a.Tag, a.Position, a.Id).CompareTo((a.Priority, b.Tag, b.Position, b.Id)));

    /// <summary>Before all others.</summary>
    public static Waiter Beginning { get; } = new(0, int.MaxValue, 0, 0, UnknownSet);
}

/// <summary>Which sets of keys are wanted.</summary>
/// <param name="Keys">One of these keys is among them.</param>
/// <param name="Full">Not these sets.</param>
/// <param name="Passed">Without these jobs.</param>
/// <param name="OnlyWithRoom">Only where no other key of the first job seems full.</param>
/// <param name="Limit">At most so many.</param>
internal readonly record struct KeySets(IReadOnlyList<string> Keys, IReadOnlyCollection<long> Full, IReadOnlyCollection<long> Passed, bool OnlyWithRoom, int Limit);
