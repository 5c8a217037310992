using Longhaul.Core.Jobs;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What is known of a locked key.</summary>
/// <param name="held">How many hold it, with the starts that count under it.</param>
/// <param name="mostWaiting">The highest limit of those that wait for it; null where nobody does.</param>
internal sealed class KeyRoom(long held, int? mostWaiting)
{
    /// <summary>So many of those that wait are fetched beforehand: mostly one ends, and one goes on.</summary>
    public const int LineLength = 2;

    public long Held { get; private set; } = held;

    /// <summary>No lower than it is: who has left the line since still counts.</summary>
    public int? MostWaiting { get; private set; } = mostWaiting;

    public bool HasRoomForSomebody => Held < MostWaiting;

    /// <summary>Somebody waits of whom the server has not been told.</summary>
    public bool HasUnsent { get; set; }

    /// <summary>The first of those that wait, where they were fetched beforehand and nobody has come since.</summary>
    public IReadOnlyList<Waiter>? Line { get; set; }

    /// <summary>A holder is none any more.</summary>
    public void Leave() => Held--;

    /// <summary>A job holds the key, or waits for it.</summary>
    public void Enter(SlotKey slot, bool waits)
    {
        if (waits)
        {
            MostWaiting = Math.Max(MostWaiting ?? 0, slot.Limit);
            (HasUnsent, Line) = (true, null);
        }
        else
        {
            Held++;
        }
    }
}

/// <summary>A job that waits for keys, with its place in line.</summary>
internal readonly record struct Waiter(long Id, int Priority, long Position);
