using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Rows;

/// <summary>No key has room: whoever must not lock keys gives no slots away.</summary>
internal sealed class NoSlots : ISlotRows
{
    public static NoSlots Instance { get; } = new();

    public bool HasRoom(SlotKey slot) => false;

    public IEnumerable<long> Waiting(IReadOnlyList<string> keys) => [];

    public IEnumerable<long> InLine(string key) => [];

    public IReadOnlyList<long> Holders(string key) => [];
}
