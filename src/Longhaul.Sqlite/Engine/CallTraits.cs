namespace Longhaul.Sqlite.Engine;

/// <summary>What the writer must know of a call.</summary>
[Flags]
internal enum CallTraits
{
    /// <summary>Its answer comes once it is on disk.</summary>
    None = 0,

    /// <summary>It may make jobs ready or end them: who waits for that is woken.</summary>
    Wakes = 1,

    /// <summary>New work, which is refused while the disk is full so that outcomes find room.</summary>
    Growing = 2,

    /// <summary>
    /// It survives the death of every process, but the last of them may be lost with the machine's power. Right for what workers say
    /// of running attempts, since they die with the machine and the numbers in their tokens are their own, not counted by the store.
    /// </summary>
    MayLosePower = 4,
}
