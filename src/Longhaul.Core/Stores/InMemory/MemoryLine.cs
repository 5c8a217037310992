using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The order of tenants in a lane (see <see cref="FairShare"/>).</summary>
internal sealed class MemoryLine(MemoryTables tables)
{
    /// <summary>The job goes to the end of its tenant's line when the call is done, if it is ready then.</summary>
    public JobRecord Join(JobRecord job)
    {
        tables.Data.Joining = tables.Data.Joining.Add(job.Id);
        return job with { Tag = 0 };
    }

    /// <summary>Gives the jobs that the call has made ready their tags, in the order of their positions.</summary>
    public void LetJoin()
    {
        var joining = tables.Data.Joining.Select(id => tables.Data.Open.GetValueOrDefault(id)).OfType<JobRecord>()
            .Where(job => job.State == JobState.Ready).ToList();
        tables.Data.Joining = [];
        foreach (var lane in joining.Where(job => job.Tenant.Length > 0).Select(LaneOf).Where(lane => !tables.Data.FairLanes.ContainsKey(lane)).Distinct())
        {
            tables.Data.FairLanes = tables.Data.FairLanes.Add(lane, 0);
        }

        foreach (var ofTenant in joining.Where(job => tables.Data.FairLanes.ContainsKey(LaneOf(job))).GroupBy(job => (LaneOf(job), job.Tenant)))
        {
            var (lane, tenant) = ofTenant.Key;
            var tag = Math.Max(tables.Data.FairLanes[lane], ReadyIn(lane).Where(job => job.Tenant == tenant).Max(job => job.Tag));
            foreach (var job in ofTenant.OrderBy(job => job.Position))
            {
                tag += FairShare.StepOf(tables.Data.Tenants.GetValueOrDefault(tenant)?.Weight ?? 1);
                tables.Put(job with { Tag = tag });
            }
        }
    }

    /// <summary>The virtual time of a lane is at least the tag of what was claimed there.</summary>
    public void Took(JobRecord job) => Raise(LaneOf(job), job.Tag);

    /// <summary>All that stands in the lanes of a queue was passed by.</summary>
    public void PassedOver(string queue)
    {
        foreach (var lane in tables.Data.FairLanes.Keys.Where(lane => lane.Queue == queue))
        {
            Raise(lane, ReadyIn(lane).Where(job => job is { Front: false, Crashes: 0 }).Select(job => job.Tag).DefaultIfEmpty().Max());
        }
    }

    private void Raise((string Queue, int Priority) lane, long tag)
    {
        if (tables.Data.FairLanes.TryGetValue(lane, out var now) && tag > now)
        {
            tables.Data.FairLanes = tables.Data.FairLanes.SetItem(lane, tag);
        }
    }

    private IEnumerable<JobRecord> ReadyIn((string Queue, int Priority) lane) =>
        tables.Data.Ready.Select(key => tables.Data.Open[key.Id]).Where(job => LaneOf(job) == lane);

    private static (string Queue, int Priority) LaneOf(JobRecord job) => (job.Queue, job.Priority);
}
