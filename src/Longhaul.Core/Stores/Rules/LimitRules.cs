namespace Longhaul.Core.Stores.Rules;

/// <summary>Which queues have limits.</summary>
internal sealed class LimitRules(IStoreRows rows)
{
    /// <summary>Makes a project's limits those of the list; answers with those of other projects that were otherwise.</summary>
    public IReadOnlyList<TakenLimit> Declare(string project, IReadOnlyList<QueueLimit> limits)
    {
        LimitChecks.Check(project, limits);
        if (Differences(project, limits, rows.Limits.All()).Count == 0)
        {
            return [];
        }

        var changes = Differences(project, limits, rows.Limits.LockAll());
        changes.ForEach(Put);
        return [.. changes.Where(change => change.IsTaken).Select(change => new TakenLimit(change.Known!.Project, change.Known.Limit, change.New))];
    }

    public ControlReply Set(QueueLimit limit, string actor)
    {
        if (LimitChecks.Complaint(limit) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        var known = rows.Limits.LockAll().FirstOrDefault(known => known.Limit.Queue == limit.Queue);
        if ((known?.Limit ?? new QueueLimit(limit.Queue)) == limit)
        {
            return LimitChecks.SoAlready(limit);
        }

        Put(new LimitChange(known, limit, ""));
        rows.Audit.Add(actor, "QUEUE_LIMITED", $"queue {limit.Queue}", LimitChecks.Detail(limit));
        return ControlReplies.Done;
    }

    private static List<LimitChange> Differences(string project, IReadOnlyList<QueueLimit> limits, IReadOnlyList<LimitRecord> known)
    {
        var changed = limits
            .Select(limit => new LimitChange(known.FirstOrDefault(record => record.Limit.Queue == limit.Queue), limit, project))
            .Where(change => change.Known?.Limit != change.New || change.Known?.Project != project);
        var gone = known
            .Where(record => record.Project == project && limits.All(limit => limit.Queue != record.Limit.Queue))
            .Select(record => new LimitChange(record, new QueueLimit(record.Limit.Queue), project));
        return [.. changed, .. gone];
    }

    private void Put(LimitChange change)
    {
        var (queue, before) = (change.New.Queue, change.Known?.Limit ?? new QueueLimit(change.New.Queue));
        if (change.New.IsNone)
        {
            rows.Limits.Remove(queue);
        }
        else
        {
            rows.Limits.Put(new LimitRecord(change.New, change.Project));
        }

        if (before.Running is null != change.New.Running is null)
        {
            rows.Limits.CountRunning(queue, change.New.Running is not null);
        }

        if (before.Rate != change.New.Rate)
        {
            // What the rate before has let pass by is not known for sure: it may or may not have been removed.
            rows.Limits.ForgetStarts(queue, change.New.Rate is null || before.Rate is null ? null : rows.Now - before.Rate.Value.Window);
        }
    }

    private sealed record LimitChange(LimitRecord? Known, QueueLimit New, string Project)
    {
        /// <summary>Another project had it otherwise. What people set has no project.</summary>
        public bool IsTaken => Known is { Project.Length: > 0 } && Known.Project != Project && Known.Limit != New;
    }
}
