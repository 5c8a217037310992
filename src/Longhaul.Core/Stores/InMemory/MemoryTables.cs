using System.Collections.Immutable;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Reading and writing single rows, with the indexes kept right.</summary>
internal sealed class MemoryTables(StoreOptions options)
{
    public MemoryData Data { get; set; } = new();

    public StoreOptions Options => options;

    /// <summary>The store's clock, in whole milliseconds.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(options.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    public long NextNumber() => ++Data.Sequence;

    public JobRecord? Find(long id) => Data.Open.GetValueOrDefault(id) ?? Data.History.GetValueOrDefault(id);

    /// <summary>Writes an open job and keeps the ready index right.</summary>
    public JobRecord Put(JobRecord job)
    {
        if (Data.Open.TryGetValue(job.Id, out var before) && before.State == JobState.Ready)
        {
            Data.Ready = Data.Ready.Remove(ReadyKey.Of(before));
        }

        if (job.State == JobState.Ready)
        {
            Data.Ready = Data.Ready.Add(ReadyKey.Of(job));
        }

        Data.Open = Data.Open.SetItem(job.Id, job);
        return job;
    }

    /// <summary>Its queue, its kind or its tenant is paused.</summary>
    public bool IsPaused(JobRecord job) => Pauses.Any(pause => pause.Target.Covers(job));

    /// <summary>The tenant is paused, by somebody or at its budget.</summary>
    public bool IsPaused(string tenant) => Data.Paused.ContainsKey(PauseTarget.Tenant(tenant)) || Data.AtBudget.ContainsKey(tenant);

    /// <summary>Everything that is paused: queues, then kinds, then tenants, by name, for each cause.</summary>
    public IEnumerable<PauseRecord> Pauses => Data.Paused.Values.Concat(Data.AtBudget.Values)
        .OrderBy(pause => pause.Target.Scope).ThenBy(pause => pause.Target.Name, StringComparer.Ordinal).ThenBy(pause => pause.Cause);

    public IEnumerable<JobRecord> Tree(long rootId) =>
        Data.Trees.GetValueOrDefault(rootId, []).Select(Find).OfType<JobRecord>();

    public IEnumerable<JobRecord> Children(JobRecord container) =>
        Tree(container.RootId).Where(job => job.ParentId == container.Id);

    public IEnumerable<DependencyEdge> NeedsOf(long id) => Data.Needs.GetValueOrDefault(id, []);

    public IEnumerable<DependencyEdge> DependentsOf(long id) => Data.Dependents.GetValueOrDefault(id, []);

    public void AddToTree(long rootId, long id) =>
        Data.Trees = Data.Trees.SetItem(rootId, Data.Trees.GetValueOrDefault(rootId, []).Add(id));

    public void AddEdge(DependencyEdge edge)
    {
        Data.Needs = Data.Needs.SetItem(edge.JobId, Data.Needs.GetValueOrDefault(edge.JobId, []).Add(edge));
        Data.Dependents = Data.Dependents.SetItem(edge.DependsOn, Data.Dependents.GetValueOrDefault(edge.DependsOn, []).Add(edge));
    }

    public void AddAttempt(AttemptRecord attempt) =>
        Data.Attempts = Data.Attempts.SetItem(attempt.JobId, Data.Attempts.GetValueOrDefault(attempt.JobId, []).Add(attempt));

    public void AddAudit(string actor, string action, string subject, string? detail = null)
    {
        var before = Data.Audit is [.., var last] ? new AuditLink(last.Id, last.Hash) : Data.AuditRemoved;
        Data.Audit = Data.Audit.Add(AuditChain.Next(before, Now, new AuditEntry(actor, action, subject, detail)));
    }

    /// <summary>Notes something for each alert that wants it.</summary>
    public void Note(Notice notice) => Data.Notices = Data.Notices.AddRange(
        Data.Alerts.Values.Where(record => record.Alert.When.HasFlag(notice.Event)).Select(record => new NotedFor(record.Alert.Key, notice, Now)));

    /// <summary>Moves a tree that is over out of the open jobs.</summary>
    public void MoveToHistory(long rootId)
    {
        foreach (var job in Tree(rootId).ToList())
        {
            Data.Open = Data.Open.Remove(job.Id);
            Data.History = Data.History.SetItem(job.Id, job);
        }
    }

    /// <summary>Moves a tree back among the open jobs.</summary>
    public void MoveToOpen(long rootId)
    {
        foreach (var job in Tree(rootId).ToList())
        {
            Data.History = Data.History.Remove(job.Id);
            Data.Open = Data.Open.SetItem(job.Id, job);
        }
    }

    /// <summary>Removes a tree that is over with all that belongs to it; its unique keys stay until they expire.</summary>
    public int Remove(long rootId)
    {
        var members = Data.Trees.GetValueOrDefault(rootId, []);
        RemoveMembers(rootId, members);
        Data.Trees = Data.Trees.Remove(rootId);
        return members.Count;
    }

    /// <summary>Removes members of a tree that are over, with all that belongs to them.</summary>
    public void RemoveMembers(long rootId, IReadOnlyCollection<long> ids)
    {
        foreach (var id in ids)
        {
            Data.Open = Data.Open.Remove(id);
            Data.History = Data.History.Remove(id);
            Data.Attempts = Data.Attempts.Remove(id);
            Data.Logs = Data.Logs.Remove(id);
            Data.Needs = Data.Needs.Remove(id);
        }

        Data.Trees = Data.Trees.SetItem(rootId, Data.Trees.GetValueOrDefault(rootId, []).Except(ids));
    }
}
