using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Rows;

/// <summary>No key has room: whoever must not lock keys gives no slots away.</summary>
/// <param name="slots">Knows where the lines end.</param>
internal sealed class NoSlots(SlotTable slots) : ISlotRows
{
    public bool HasRoom(SlotKey slot) => false;

    public void Offer(IReadOnlyList<string> keys, Func<long, Offered> offer)
    {
    }

    public IReadOnlyList<long> Heads(IReadOnlyList<string> keys) => [];

    /// <summary>As the lines are now: of two that are added at the same time both may get the same tag.</summary>
    public long NextTag(JobRecord job) => slots.NextTagAsItIs(job);

    public void Took(JobRecord job)
    {
    }

    public bool IsPaused(string tenant) => false;

    public void ForgetPauses()
    {
    }

    public IReadOnlyList<string> KeysWaitedFor(string tenant, int limit) => [];

    public IEnumerable<long> InLine(string key) => [];

    public IReadOnlyList<long> Holders(string key) => [];
}
