using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What is known of a locked key.</summary>
/// <param name="held">How many hold it, with the starts that count under it.</param>
/// <param name="leastWaiting">The lowest limit of those that wait for it; null where nobody does.</param>
/// <param name="mostWaiting">The highest limit of those that wait for it; null where nobody does.</param>
/// <param name="hasTags">One of those that wait for it has a tag.</param>
internal sealed class KeyRoom(long held, int? leastWaiting, int? mostWaiting, bool hasTags)
{
    private bool _hasShrunk;

    public long Held { get; private set; } = held;

    /// <summary>No higher than it is: who has left the line since still counts.</summary>
    public int? LeastWaiting { get; private set; } = leastWaiting;

    /// <summary>No lower than it is: who has left the line since still counts.</summary>
    public int? MostWaiting { get; private set; } = mostWaiting;

    /// <summary>Tenants may take turns there; false says that none of those that wait has one.</summary>
    public bool HasTags { get; private set; } = hasTags;

    /// <summary>Somebody waits of whom the server has not been told.</summary>
    public bool HasUnsent { get; set; }

    /// <summary>The limits of those that wait are without those of paused tenants.</summary>
    public bool IsWithoutPaused { get; private set; }

    /// <summary>The first of those that wait, where they were fetched beforehand and nobody has come since.</summary>
    public IReadOnlyList<Waiter>? Line { get; set; }

    /// <summary>
    /// Somebody left the line, and for a job with this limit it matters who: those that wait had several limits, or another one. As long as all have the
    /// same, which is nearly always so, nothing has to be asked again. So it is where some of those may be of paused tenants, whose limits are nobody else's.
    /// </summary>
    public bool IsVague(int limit, bool arePaused) => (_hasShrunk || (arePaused && !IsWithoutPaused)) && Held >= LeastWaiting && Held < limit;

    /// <summary>The lowest limit of those that wait and may go; null where none of them may.</summary>
    public void LeaveOutPaused(int? leastWaiting) => (LeastWaiting, IsWithoutPaused) = (leastWaiting, true);

    /// <summary>There may be somebody in line who may go; whoever walks looks at each job.</summary>
    public bool HasRoomForSomebody => Held < LeastWaiting;

    public bool HasRoom(int limit) => Held < limit && !(Held >= LeastWaiting);

    /// <summary>A holder is none any more.</summary>
    public void Leave() => Held--;

    /// <summary>A job waits for the key no more.</summary>
    public void LeaveLine() => _hasShrunk = true;

    /// <summary>A job holds the key, or waits for it.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="job">The job.</param>
    /// <param name="isPassedBy">Its tenant is paused, so that its limit is nobody else's.</param>
    public void Enter(SlotKey slot, JobRecord job, bool isPassedBy)
    {
        HasTags |= !job.Admitted && job.Tag > 0;
        if (job.Admitted)
        {
            Held++;
        }
        else if (isPassedBy && IsWithoutPaused)
        {
            HasUnsent = true;
        }
        else
        {
            LeastWaiting = Math.Min(LeastWaiting ?? int.MaxValue, slot.Limit);
            MostWaiting = Math.Max(MostWaiting ?? 0, slot.Limit);
            (HasUnsent, Line) = (true, null);
        }
    }
}
