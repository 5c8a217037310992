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
    public const int SetsAtOnce = 500;

    /// <summary>So many of a line are fetched beforehand: mostly one ends, and one goes on.</summary>
    public const int KnownLength = 2;

    private readonly List<string> _keys;
    private readonly HashSet<long> _full = [];
    private readonly HashSet<long> _passed = [];

    public KeyWalk(IEnumerable<string> keys) => _keys = [.. keys];

    /// <summary>The next so many of a line after a place in it.</summary>
    public required Func<IReadOnlyList<string>, Waiter, List<Waiter>> List { get; init; }

    /// <summary>The first of each set of keys, but for sets that are full and jobs that were passed by.</summary>
    public required Func<IReadOnlyList<string>, IReadOnlyCollection<long>, IReadOnlyCollection<long>, List<Waiter>> Firsts { get; init; }

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

    private void AskFirsts(Func<long, Offered> offer)
    {
        while (MayGoOn())
        {
            _keys.RemoveAll(key => !HasRoom(key));
            var chunk = Firsts(_keys, _full, _passed);

            // Behind one that took its place stands another with the same keys, perhaps before the first of the next set.
            var taken = chunk.TakeWhile(_ => MayGoOn()).Any(waiter => Ask(waiter, offer) == Offered.Taken);
            if (!taken && chunk.Count < SetsAtOnce)
            {
                return;
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

    /// <summary>Before all others.</summary>
    public static Waiter Beginning { get; } = new(0, int.MaxValue, 0, 0, UnknownSet);
}
