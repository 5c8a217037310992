using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>The order of tenants in a lane (see <see cref="FairShare"/>).</summary>
internal interface ILineRows
{
    /// <summary>
    /// The job, about to be written as ready and without a tag, takes its place among the jobs of its tenant when the call is done; of those
    /// that a call makes ready, the lower position first.
    /// </summary>
    void Join(JobRecord job);
}
