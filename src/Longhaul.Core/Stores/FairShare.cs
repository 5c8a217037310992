namespace Longhaul.Core.Stores;

/// <summary>
/// How tenants share a lane, which is a queue and a priority. A job that becomes ready is given a tag: a step beyond the later of two, the lane's
/// virtual time (the highest tag that was ever claimed there) and the highest tag of its tenant that waits there. The lowest tag goes first. A
/// lane is fair from its first job of a tenant on; before that its jobs have tag 0, and so stand by position alone.
/// </summary>
internal static class FairShare
{
    /// <summary>
    /// The step of a tenant of weight 1. A lane would have to hand out 9 million million jobs of one tenant for its tags to run out.
    /// </summary>
    public const long Step = 1_000_000;

    /// <summary>The step between two jobs of a tenant.</summary>
    public static long StepOf(double weight) => (long)Math.Round(Step / weight);
}
