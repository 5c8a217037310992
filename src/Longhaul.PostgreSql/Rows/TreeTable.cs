using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Whole trees, and who waits for whom.</summary>
internal sealed class TreeTable(Transaction transaction, JobTable jobs, AttemptTable attempts) : ITreeRows
{
    private static readonly string[] WhatHasDays = ["Jobs/delete_attempts", "Jobs/delete_logs"];
    private readonly List<DependencyEdge> _added = [];
    private readonly List<long> _leaving = [];
    private readonly Dictionary<long, JobRecord> _removed = [];

    public List<JobRecord> Tree(long rootId)
    {
        SendLeaving();
        jobs.Flush();
        var open = jobs.Meet(transaction.Sql("Jobs/lock_open_tree").Set("@root_id", rootId).All(JobTable.ReadOpen));
        return open.Count > 0 ? open : transaction.Sql("Jobs/list_over_tree")
            .Set("@root_id", rootId).Set("@over", JobDays.FindOver(transaction, rootId)).All(row => JobRow.Read(row));
    }

    public List<JobRecord> UnsatisfiedChildren(long parentId)
    {
        jobs.Flush();
        return transaction.Sql("Jobs/list_unsatisfied_children").Set("@parent_id", parentId).All(row => JobRow.Read(row));
    }

    public List<JobRecord> Children(long parentId)
    {
        jobs.Flush();
        return transaction.Sql("Jobs/list_children").Set("@parent_id", parentId).All(row => JobRow.Read(row));
    }

    public int CountOpenChildren(long parentId)
    {
        jobs.Flush();
        return transaction.Sql("Jobs/count_open_children").Set("@parent_id", parentId).First(row => row.Int(0));
    }

    /// <summary>Whoever adds a dependent holds the job's lock meanwhile and leaves the mark; so without the mark there is none.</summary>
    public List<DependencyEdge> DependentsOf(long jobId) =>
        jobs.FindOpen(jobId) is not null && !jobs.AroundOf(jobId).HasDependents ? [] : List("Dependencies/list_dependents", jobId);

    public List<DependencyEdge> NeedsOf(long jobId) => List("Dependencies/list_needs", jobId);

    public void AddEdge(DependencyEdge edge)
    {
        _added.Add(edge);
        jobs.Mark(edge.DependsOn, around => around.HasDependents = true);
    }

    /// <summary>Jobs that stand alone go together, when the call ends or one of them is asked for again: one by one, each took three trips to the server.</summary>
    public void MoveToHistory(long rootId)
    {
        if (jobs.FindOpen(rootId) is { IsContainer: false })
        {
            jobs.Leave(rootId, SendLeaving);
            _leaving.Add(rootId);
        }
        else
        {
            Flush();
            transaction.Sql("Jobs/copy_to_history").Set("@root_id", rootId).Set("@today", transaction.Today).Run();
            ForgetDeleted(transaction.Sql("Jobs/delete_open_tree").Set("@root_id", rootId));
        }
    }

    /// <summary>Where the end of an attempt stood in the job's own row of history, it goes to the attempts.</summary>
    public void MoveToOpen(long rootId)
    {
        SendLeaving();
        var over = JobDays.FindOver(transaction, rootId);
        transaction.Sql("Attempts/insert_from_history").Set("@root_id", rootId).Set("@over", over).Run();
        Flush();
        transaction.Sql("Jobs/copy_to_open").Set("@root_id", rootId).Set("@over", over).Run();
        ForgetDeleted(transaction.Sql("Jobs/delete_over_tree").Set("@root_id", rootId).Set("@over", over));
        Tree(rootId);
    }

    public void RemoveMembers(IReadOnlyList<long> ids)
    {
        if (ids.Count > 0)
        {
            jobs.Expect(ids);
            RemoveAround(ids, JobDays.Between(ids.Min(id => DayOf(jobs.FindOpen(id)!)), transaction.Today));
            transaction.Sql("Jobs/delete_alone").Set("@ids", ids).Run();
            jobs.Forget(ids);
        }
    }

    /// <summary>Jobs that stand alone go together, as they do to history: one by one, each took six trips to the server.</summary>
    public int Remove(long rootId)
    {
        if (jobs.FindOpen(rootId) is { IsContainer: false, ParentId: null } alone)
        {
            jobs.Leave(rootId, SendLeaving);
            _removed[rootId] = alone;
            return 1;
        }

        var tree = Tree(rootId);
        if (tree.Count == 0)
        {
            return 0;
        }

        var isOpen = jobs.FindOpen(rootId) is not null;
        var over = isOpen ? [] : JobDays.FindOver(transaction, rootId);
        RemoveAround(tree.ConvertAll(member => member.Id), JobDays.Between(tree.Min(DayOf), over.Append(transaction.Today).Max()));
        ForgetDeleted(isOpen
            ? transaction.Sql("Jobs/delete_open_tree").Set("@root_id", rootId)
            : transaction.Sql("Jobs/delete_over_tree").Set("@root_id", rootId).Set("@over", over));
        return tree.Count;
    }

    private void RemoveAround(IReadOnlyList<long> ids, IEnumerable<DateOnly> days)
    {
        Flush();
        foreach (var statement in WhatHasDays)
        {
            transaction.Sql(statement).Set("@ids", ids).Set("@days", days).Run();
        }

        transaction.Sql("Jobs/delete_dependencies").Set("@ids", ids).Run();
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        attempts.Flush();
        jobs.Flush();
        if (_added.Count > 0)
        {
            transaction.Sql("Dependencies/insert")
                .Set("@depends_on", _added.Select(edge => edge.DependsOn)).Set("@job_id", _added.Select(edge => edge.JobId))
                .Set("@any_end", _added.Select(edge => edge.OnAnyEnd)).Run();
            _added.Clear();
        }

        SendLeaving();
    }

    private void SendLeaving()
    {
        if (_leaving.Count > 0)
        {
            jobs.Flush();
            transaction.Sql("Jobs/copy_alone_to_history").Set("@ids", _leaving).Set("@today", transaction.Today).Run();
            transaction.Sql("Jobs/delete_alone").Set("@ids", _leaving).Run();
            jobs.Forget(_leaving);
            _leaving.Clear();
        }

        if (_removed.Count > 0)
        {
            SendRemoved([.. _removed.Values]);
        }
    }

    private void SendRemoved(List<JobRecord> removed)
    {
        var ids = removed.ConvertAll(job => job.Id);
        _removed.Clear(); // First, since what follows sends what is left.
        attempts.Drop(ids);
        jobs.Drop(ids);
        RemoveAround(ids, JobDays.Between(removed.Min(DayOf), transaction.Today));
        transaction.Sql("Jobs/delete_alone").Set("@ids", ids).Run();
        jobs.Forget(ids);
    }

    public static DependencyEdge ReadEdge(Row row) => new(row.Long(0), row.Long(1), row.Bool(2));

    private List<DependencyEdge> List(string statement, long jobId)
    {
        Flush();
        return transaction.Sql(statement).Set("@job_id", jobId).All(ReadEdge);
    }

    private void ForgetDeleted(Statement delete) => jobs.Forget(delete.All(row => row.Long(0)));

    private static DateOnly DayOf(JobRecord job) => DateOnly.FromDateTime(job.CreatedAt.UtcDateTime);
}
