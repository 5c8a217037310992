using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// What is known here of the virtual times of fair lanes, so that a claim asks for them to be raised only where it took what lies beyond. That is
/// done before its floors rise: what becomes ready from then on lies behind the virtual time, and so above every floor.
/// </summary>
internal sealed class VirtualTimes(Runner runner, TimeSpan lead)
{
    private readonly ConcurrentDictionary<(string Queue, int Priority), long> _known = [];

    /// <summary>Jobs that want a place in line; false also where that is not known.</summary>
    public bool AreFair(IReadOnlyList<NewJob> jobs) =>
        jobs.Any(job => job.Tenant.Length > 0 || (!_known.IsEmpty && _known.ContainsKey((job.Queue, job.Priority))));

    /// <summary>Notes which lanes of these are fair: those that a tenant's job has come to, and the only one where one of them is.</summary>
    public void Met(IReadOnlyList<NewJob> jobs)
    {
        var isOne = jobs.All(job => (job.Queue, job.Priority) == (jobs[0].Queue, jobs[0].Priority));
        foreach (var job in isOne ? jobs.Take(1) : jobs.Where(job => job.Tenant.Length > 0))
        {
            _known.TryAdd((job.Queue, job.Priority), 0);
        }
    }

    /// <summary>Raises the virtual times of lanes in which a claim went beyond them.</summary>
    public async Task FollowAsync(ClaimAnswer answer, CancellationToken cancel)
    {
        var beyond = Beyond(answer);
        if (beyond.Count == 0)
        {
            return;
        }

        var raised = await runner.QueryAsync(
            "Line/raise",
            sql => sql.Set("@queues", beyond.Keys.Select(lane => lane.Queue)).Set("@priorities", beyond.Keys.Select(lane => (short)lane.Priority))
                .Set("@tags", beyond.Values).Set("@lead_ms", (long)lead.TotalMilliseconds),
            row => (Lane: (Queue: row.Text(0), Priority: (int)row.Short(1)), Tag: row.Long(2)),
            cancel).ConfigureAwait(false);
        foreach (var (lane, tag) in raised)
        {
            _known.AddOrUpdate(lane, tag, (_, known) => Math.Max(known, tag));
        }
    }

    /// <summary>Another server may answer next, whose virtual times are lower.</summary>
    public void Forget() => _known.Clear();

    private SortedDictionary<(string Queue, int Priority), long> Beyond(ClaimAnswer answer)
    {
        var beyond = new SortedDictionary<(string Queue, int Priority), long>();
        foreach (var job in answer.Jobs)
        {
            Add((job.Queue, job.Priority), job.Tag);
        }

        foreach (var place in answer.WalkedTo)
        {
            Add((place.Queue, place.Priority), place.Tag);
        }

        return beyond;

        void Add((string, int) lane, long tag)
        {
            if (tag > 0 && tag > beyond.GetValueOrDefault(lane) && tag > _known.GetValueOrDefault(lane))
            {
                beyond[lane] = tag;
            }
        }
    }
}
