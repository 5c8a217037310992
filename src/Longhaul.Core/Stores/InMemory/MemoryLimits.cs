using System.Collections.Immutable;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>How much of a queue may run. What runs is looked at, not counted up and down; of claims, the times within the window are kept.</summary>
internal sealed class MemoryLimits(MemoryTables tables)
{
    public IReadOnlyList<TakenLimit> Declare(string project, IReadOnlyList<QueueLimit> limits)
    {
        LimitChecks.Check(project, limits);
        foreach (var (queue, known) in tables.Data.Limits.Where(known => known.Value.Project == project && limits.All(limit => limit.Queue != known.Key)))
        {
            Put(new QueueLimit(queue), project);
        }

        var taken = new List<TakenLimit>();
        foreach (var limit in limits)
        {
            if (tables.Data.Limits.TryGetValue(limit.Queue, out var known) && known.Project != "" && known.Project != project && known.Limit != limit)
            {
                taken.Add(new TakenLimit(known.Project, known.Limit, limit));
            }

            Put(limit, project);
        }

        return taken;
    }

    public ControlReply Set(QueueLimit limit, string actor)
    {
        if (LimitChecks.Complaint(limit) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        if (Of(limit.Queue) == limit)
        {
            return LimitChecks.SoAlready(limit);
        }

        Put(limit, "");
        tables.AddAudit(actor, "QUEUE_LIMITED", $"queue {limit.Queue}", LimitChecks.Detail(limit));
        return ControlReplies.Done;
    }

    public QueueLimit Of(string queue) => tables.Data.Limits.TryGetValue(queue, out var known) ? known.Limit : new QueueLimit(queue);

    /// <summary>The jobs of a queue that are claimed and not over.</summary>
    public List<JobRecord> Running(string queue) => tables.Data.Open.Values.Where(job => job.State == JobState.Running && job.Queue == queue).ToList();

    /// <summary>The claims within the window, the first first. One that lies ahead of the clock, which has gone back, counts from now.</summary>
    public List<DateTimeOffset> Starts(string queue) => Of(queue).Rate is not { } rate ? [] : tables.Data.QueueStarts.GetValueOrDefault(queue, [])
        .Select(at => at < tables.Now ? at : tables.Now).Where(at => at > tables.Now - rate.Window).Order().ToList();

    /// <summary>How many jobs of a queue may be claimed.</summary>
    public int Left(string queue)
    {
        var (most, rate) = (Of(queue).Running, Of(queue).Rate);
        var byLimit = most is null ? int.MaxValue : most.Value - Running(queue).Count;
        var byRate = rate is null ? int.MaxValue : rate.Value.Starts - Starts(queue).Count;
        return Math.Max(0, Math.Min(byLimit, byRate));
    }

    /// <summary>When the rate lets one more be claimed; null where it does so now.</summary>
    public DateTimeOffset? NextStart(string queue) => Of(queue).Rate is { } rate && Starts(queue) is var starts && starts.Count >= rate.Starts
        ? starts[^rate.Starts] + rate.Window
        : null;

    /// <summary>Keeps the times of the claims that count, with so many more of now.</summary>
    public void Keep(string queue, int claimed)
    {
        if (Of(queue).Rate is not null && (claimed > 0 || !Starts(queue).SequenceEqual(tables.Data.QueueStarts.GetValueOrDefault(queue, []))))
        {
            tables.Data.QueueStarts = tables.Data.QueueStarts.SetItem(queue, [.. Starts(queue), .. Enumerable.Repeat(tables.Now, claimed)]);
        }
    }

    private void Put(QueueLimit limit, string project)
    {
        var before = Of(limit.Queue);
        if (before.Rate != limit.Rate)
        {
            ImmutableList<DateTimeOffset> known = before.Rate is { } old && limit.Rate is not null
                ? tables.Data.QueueStarts.GetValueOrDefault(limit.Queue, []).FindAll(at => at > tables.Now - old.Window)
                : [];
            tables.Data.QueueStarts = tables.Data.QueueStarts.SetItem(limit.Queue, known);
        }

        tables.Data.Limits = limit.IsNone ? tables.Data.Limits.Remove(limit.Queue) : tables.Data.Limits.SetItem(limit.Queue, (limit, project));
    }
}
