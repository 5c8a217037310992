using Longhaul.Core.Jobs;

namespace Longhaul.Store.Conformance.Simulation;

/// <summary>
/// Who runs under which key, by what workers were told and not by what the store has on record: a job counts from the answer to its claim until its
/// worker is about to say that it ended, or until somebody took it from its dead worker. So nobody counts who does not run.
/// </summary>
public sealed class KeyLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<long>> _running = [];
    private readonly Dictionary<(string Key, int Priority), List<(long Asked, long Position)>> _lines = [];

    /// <summary>The most that ran under any key, as a share of its limit; 1 where the limits were reached.</summary>
    public double Fullest { get; private set; }

    /// <summary>A job was claimed.</summary>
    public void Begin(JobRecord job)
    {
        lock (_gate)
        {
            foreach (var slot in job.Slots)
            {
                var running = _running.TryGetValue(slot.Key, out var some) ? some : _running[slot.Key] = [];
                running.Add(job.Id).ShouldBeTrue($"job {job.Id} runs twice at once under {slot.Key}");
                running.Count.ShouldBeLessThanOrEqualTo(slot.Limit, $"{slot.Key} has limit {slot.Limit}, and jobs {string.Join(", ", running)} run under it");
                Fullest = Math.Max(Fullest, (double)running.Count / slot.Limit);
            }

            // A job that was admitted has a place behind all that were admitted before it, so that places tell the order.
            if (job is { Attempt: 1, Slots: [var only] })
            {
                var line = (only.Key, job.Priority);
                (_lines.TryGetValue(line, out var places) ? places : _lines[line] = []).Add((job.Id, job.Position));
            }
        }
    }

    /// <summary>A job runs no more.</summary>
    public void End(JobRecord job)
    {
        lock (_gate)
        {
            foreach (var slot in job.Slots)
            {
                _running[slot.Key].Remove(job.Id).ShouldBeTrue($"job {job.Id} ended that did not run under {slot.Key}");
            }
        }
    }

    /// <summary>Nobody who needs one key was admitted before somebody of the same priority who had asked for it earlier.</summary>
    /// <param name="apart">Jobs that did not wait from the moment they were enqueued.</param>
    public void ShouldHaveKeptOrder(IReadOnlySet<long> apart)
    {
        foreach (var (line, places) in _lines)
        {
            places.Where(place => !apart.Contains(place.Asked)).OrderBy(place => place.Asked).Select(place => place.Position)
                .ShouldBeInOrder(SortDirection.Ascending, $"first in, first out under {line}");
        }
    }
}
