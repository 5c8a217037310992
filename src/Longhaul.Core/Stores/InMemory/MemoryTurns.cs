using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The turns of tenants in the lines of keys (see <see cref="KeyLine"/>).</summary>
internal sealed class MemoryTurns(MemoryTables tables)
{
    /// <summary>The tag of a job that will wait for its keys, behind the others of its tenant and by turns with those of other tenants.</summary>
    /// <param name="job">The job.</param>
    /// <param name="waiting">All that wait for keys.</param>
    public long Next(JobRecord job, IReadOnlyList<JobRecord> waiting)
    {
        var lines = MemoryLife.KeysOf(job).ToDictionary(key => key, key => waiting
            .Where(other => other.Id != job.Id && other.Priority == job.Priority && other.Tag > 0 && MemoryLife.KeysOf(other).Contains(key)).ToList());
        var tag = KeyLine.NextTag(
            lines.Select(line => new KeyLine(
                line.Value.Count > 0,
                tables.Data.KeyTimes.GetValueOrDefault((line.Key, job.Priority)),
                line.Value.Where(other => other.Tenant == job.Tenant).Max(other => (long?)other.Tag))).ToList(),
            job.Tenant,
            FairShare.StepOf(tables.Data.Tenants.GetValueOrDefault(job.Tenant)?.Weight ?? 1));
        if (tag > 0)
        {
            tables.Data.KeyTimes = tables.Data.KeyTimes.RemoveRange(lines.Where(line => line.Value.Count == 0).Select(line => (line.Key, job.Priority)));
        }

        return tag;
    }

    /// <summary>A job that has waited with a tag takes its places.</summary>
    public void Took(JobRecord job)
    {
        foreach (var at in MemoryLife.KeysOf(job).Select(key => (key, job.Priority)).Where(at => tables.Data.KeyTimes.GetValueOrDefault(at) < job.Tag))
        {
            tables.Data.KeyTimes = tables.Data.KeyTimes.SetItem(at, job.Tag);
        }
    }
}
