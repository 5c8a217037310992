using Longhaul.Core.Jobs;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What a claim answered.</summary>
/// <param name="IsLost">The worker is not registered or was declared dead.</param>
/// <param name="IsAgain">A claim with this number was made before.</param>
/// <param name="PassedOver">Jobs that want a place of their own were left behind.</param>
/// <param name="Jobs">The jobs in the order in which they should be started.</param>
/// <param name="InTurn">Those of them behind which nothing is expected.</param>
internal sealed record ClaimAnswer(
    bool IsLost, bool IsAgain, bool PassedOver, IReadOnlyList<JobRecord> Jobs, IReadOnlyList<JobRecord> InTurn);
