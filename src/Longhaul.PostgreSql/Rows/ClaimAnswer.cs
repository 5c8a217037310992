using Longhaul.Core.Jobs;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What a claim answered.</summary>
/// <param name="IsLost">The worker is not registered or was declared dead.</param>
/// <param name="IsAgain">A claim with this number was made before.</param>
/// <param name="PassedOver">Jobs that want a place of their own were left behind.</param>
/// <param name="Jobs">The jobs in the order in which they should be started.</param>
/// <param name="NotFront">Those of them that were not put back before others.</param>
internal sealed record ClaimAnswer(
    bool IsLost, bool IsAgain, bool PassedOver, IReadOnlyList<JobRecord> Jobs, IReadOnlyList<JobRecord> NotFront)
{
    /// <summary>
    /// The jobs behind which nothing is expected: neither those that came from the front, which stood behind others before, nor those claimed in
    /// advance where some were passed over, which stay ready before them.
    /// </summary>
    public IReadOnlyList<JobRecord> InTurn => [.. NotFront.Where(job => job.Crashes == 0 && !(PassedOver && job.StartedAt is null))];
}
