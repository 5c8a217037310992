namespace Longhaul.Core.Jobs;

/// <summary>
/// What fences an attempt. Never reused: the instance id is new at each start of a worker process, and the claim number
/// comes from that worker's own counter, so that a store that lost its last commits cannot hand out the same token again.
/// </summary>
/// <param name="Instance">The worker process that claimed.</param>
/// <param name="Claim">That process's number for the claim, from 1.</param>
public readonly record struct AttemptToken(Guid Instance, long Claim)
{
    /// <summary>As text: <c>instance-claim</c>, the instance without hyphens; safe in a path.</summary>
    public override string ToString() => $"{Instance:N}-{Claim}";
}

/// <summary>One attempt of one job: what every write by a worker names.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Token">The attempt's token.</param>
public readonly record struct AttemptRef(long JobId, AttemptToken Token);
