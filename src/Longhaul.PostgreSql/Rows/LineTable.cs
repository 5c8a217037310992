using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>The order of tenants in a lane.</summary>
internal sealed class LineTable(Transaction transaction) : ILineRows
{
    private readonly SortedSet<long> _joining = [];
    private bool _haveTenants;

    public void Join(JobRecord job)
    {
        _joining.Add(job.Id);
        _haveTenants |= job.Tenant.Length > 0;
    }

    /// <summary>Gives the jobs that the call has made ready, and that are written, their tags; where no lane is fair there is nothing to do.</summary>
    /// <param name="alone">False in a transaction of the caller's: others who add to the same lines are not kept waiting.</param>
    public void LetJoin(bool alone)
    {
        if (_joining.Count > 0 && (_haveTenants || transaction.HasFairLanes != false))
        {
            transaction.Sql("Line/join").Set("@ids", _joining).Set("@alone", alone).Run();
        }

        _joining.Clear();
        _haveTenants = false;
    }
}
