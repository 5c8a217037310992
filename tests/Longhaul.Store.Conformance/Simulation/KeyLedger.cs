using Longhaul.Core.Jobs;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Simulation;

/// <summary>
/// Who runs under which key, by what workers were told and not by what the store has on record: a job counts from the answer to its claim until its
/// worker is about to say that it ended, or until somebody took it from its dead worker. So nobody counts who does not run.
/// </summary>
public sealed class KeyLedger(ManualClock clock)
{
    /// <summary>The tenant of jobs that did not wait from the moment they were enqueued.</summary>
    public const string Later = "later";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<long>> _running = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _starts = [];
    private readonly Dictionary<(string Key, int Priority), List<long>> _begun = [];
    private readonly Dictionary<(string Key, int Priority), List<(long Asked, long Position)>> _lines = [];

    /// <summary>The most that ran under any key, as a share of its limit; 1 where the limits were reached.</summary>
    public double Fullest { get; private set; }

    /// <summary>
    /// The most that came after some job of their priority and began before it, under a key that was its only one. Nobody is admitted so; but of two that are admitted
    /// two workers may tell in the other order.
    /// </summary>
    public int MostOvertaken { get; private set; }

    /// <summary>The same of jobs with two keys. They wait for both at once, and meanwhile those go that need one of them.</summary>
    public int MostOvertakenWithTwo { get; private set; }

    /// <summary>As <see cref="Fullest"/>, of starts within a window.</summary>
    public double FullestRate { get; private set; }

    /// <summary>How many have started under a rate within its window until now.</summary>
    public int Started(SlotKey rate)
    {
        lock (_gate)
        {
            return _starts.GetValueOrDefault(rate.Key, []).Count(time => time > clock.Now - rate.Window);
        }
    }

    /// <summary>A job was claimed.</summary>
    public void Begin(JobRecord job)
    {
        lock (_gate)
        {
            foreach (var rate in job.Slots.Where(slot => slot.IsRate))
            {
                (_starts.TryGetValue(rate.Key, out var times) ? times : _starts[rate.Key] = []).Add(clock.Now);
                Started(rate).ShouldBeLessThanOrEqualTo(rate.Limit, $"starts within {rate.Window} under {rate.Key}, the last of job {job.Id}");
                FullestRate = Math.Max(FullestRate, (double)Started(rate) / rate.Limit);
            }

            foreach (var slot in job.Slots.Where(slot => !slot.IsRate))
            {
                var running = _running.TryGetValue(slot.Key, out var some) ? some : _running[slot.Key] = [];
                running.Add(job.Id).ShouldBeTrue($"job {job.Id} runs twice at once under {slot.Key}");
                running.Count.ShouldBeLessThanOrEqualTo(slot.Limit, $"{slot.Key} has limit {slot.Limit}, and jobs {string.Join(", ", running)} run under it");
                Fullest = Math.Max(Fullest, (double)running.Count / slot.Limit);
            }

            if (job.Attempt > 1 || job.Tenant == Later)
            {
                return;
            }

            var overtaken = job.Slots.Sum(slot => Overtook(job, slot));
            (MostOvertaken, MostOvertakenWithTwo) = job.Slots.Count == 1
                ? (Math.Max(MostOvertaken, overtaken), MostOvertakenWithTwo)
                : (MostOvertaken, Math.Max(MostOvertakenWithTwo, overtaken));

            // A job that was admitted has a place behind all that were admitted before it, so that places tell the order.
            if (job is { Slots: [var only] })
            {
                var line = (only.Key, job.Priority);
                (_lines.TryGetValue(line, out var places) ? places : _lines[line] = []).Add((job.Id, job.Position));
            }
        }
    }

    /// <summary>How many of the same priority have begun under a key that came after a job.</summary>
    private int Overtook(JobRecord job, SlotKey slot)
    {
        var begun = _begun.TryGetValue((slot.Key, job.Priority), out var some) ? some : _begun[(slot.Key, job.Priority)] = [];
        begun.Add(job.Id);
        return begun.Count(id => id > job.Id);
    }

    /// <summary>A job runs no more.</summary>
    public void End(JobRecord job)
    {
        lock (_gate)
        {
            foreach (var slot in job.Slots.Where(slot => !slot.IsRate))
            {
                _running[slot.Key].Remove(job.Id).ShouldBeTrue($"job {job.Id} ended that did not run under {slot.Key}");
            }
        }
    }

    /// <summary>Nobody who needs one key was admitted before somebody of the same priority who had asked for it earlier.</summary>
    public void ShouldHaveKeptOrder()
    {
        foreach (var (line, places) in _lines)
        {
            places.OrderBy(place => place.Asked).Select(place => place.Position)
                .ShouldBeInOrder(SortDirection.Ascending, $"first in, first out under {line}");
        }
    }
}
