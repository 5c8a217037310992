using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>The order of tenants in a lane.</summary>
internal sealed class LineTable(Transaction transaction) : ILineRows
{
    private readonly List<long> _joining = [];
    private bool _haveTenants;

    public void Join(JobRecord job)
    {
        _joining.Add(job.Id);
        _haveTenants |= job.Tenant.Length > 0;
    }

    /// <summary>Gives the jobs that the call has made ready their tags.</summary>
    public void LetJoin()
    {
        if (_joining.Count == 0 || !(_haveTenants || transaction.Sql("Line/is_used").First(row => row.Bool(0))))
        {
            return;
        }

        var joining = transaction.Sql("Line/list_joining").Set("@ids", JobLists.WriteNumbers(_joining))
            .All(row => (Id: row.Long(0), Line: (Queue: row.Text(1), Priority: row.Int(2), Tenant: row.Text(3))));
        foreach (var lane in joining.Where(job => job.Line.Tenant.Length > 0).Select(job => (job.Line.Queue, job.Line.Priority)).Distinct())
        {
            Of("Line/make_fair", lane).Run();
        }

        foreach (var line in joining.GroupBy(job => job.Line, job => job.Id))
        {
            Give(line.Key, line);
        }
    }

    /// <summary>The virtual times of lanes are at least the tags of what was claimed there.</summary>
    public void Took(IEnumerable<JobRecord> jobs)
    {
        foreach (var lane in jobs.Where(job => job.Tag > 0).GroupBy(job => (job.Queue, job.Priority), job => job.Tag))
        {
            Of("Line/raise", lane.Key).Set("@tag", lane.Max()).Run();
        }
    }

    /// <summary>A claim has found less in a queue than it had places: where kinds or tenants are paused, it has passed by all that stands there.</summary>
    public void PassedOver(string queue) => transaction.Sql("Line/pass_over").Set("@queue", queue).Run();

    private void Give((string Queue, int Priority, string Tenant) line, IEnumerable<long> ids)
    {
        var ends = Of("Line/end", (line.Queue, line.Priority)).Set("@tenant", line.Tenant).All(row => (Tag: row.Long(0), Step: row.Long(1)));
        if (ends is [var (tag, step)])
        {
            foreach (var id in ids)
            {
                tag += step;
                transaction.Sql("Line/give").Set("@id", id).Set("@tag", tag).Run();
            }
        }
    }

    private Statement Of(string statement, (string Queue, int Priority) lane) =>
        transaction.Sql(statement).Set("@queue", lane.Queue).Set("@priority", lane.Priority);
}
