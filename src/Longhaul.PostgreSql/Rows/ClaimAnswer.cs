using Longhaul.Core.Jobs;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What a claim answered.</summary>
/// <param name="IsLost">The worker is not registered or was declared dead.</param>
/// <param name="IsAgain">A claim with this number was made before.</param>
/// <param name="PassedOver">Jobs that want a place of their own were left behind.</param>
/// <param name="Jobs">The jobs in the order in which they should be started.</param>
/// <param name="InTurn">Those of them behind which nothing is expected.</param>
/// <param name="Pauses">Tells which kinds and tenants were paused; 0 where none was.</param>
/// <param name="WalkedTo">
/// While any was: the ends of the lanes that were walked through, since they held less than was wanted. All that stands ready before them is paused,
/// or not for the one who asked.
/// </param>
internal sealed record ClaimAnswer(
    bool IsLost,
    bool IsAgain,
    bool PassedOver,
    IReadOnlyList<JobRecord> Jobs,
    IReadOnlyList<JobRecord> InTurn,
    long Pauses,
    IReadOnlyList<LanePlace> WalkedTo)
{
    /// <summary>When to ask again for what limits kept back.</summary>
    public TimeSpan? AgainIn { get; init; }

    /// <summary>Limits left nothing of any queue that was asked, so that looking elsewhere would be in vain.</summary>
    public bool IsShut { get; init; }

    /// <summary>The end of one of the jobs may let others run, since their queue has a limit.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>A place in a lane.</summary>
internal readonly record struct LanePlace(string Queue, int Priority, long Tag, long Position);
