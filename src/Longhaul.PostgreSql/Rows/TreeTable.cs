using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Whole trees, and who waits for whom.</summary>
internal sealed class TreeTable(Transaction transaction, JobTable jobs, AttemptTable attempts) : ITreeRows
{
    private static readonly string[] WhatBelongsToJobs = ["Jobs/delete_attempts", "Jobs/delete_logs", "Jobs/delete_dependencies"];
    private readonly List<DependencyEdge> _added = [];
    private readonly List<long> _leaving = [];

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
            Move("Jobs/copy_to_history", "Jobs/delete_open_tree", rootId);
        }
    }

    /// <summary>Where the end of an attempt stood in the job's own row of history, it goes to the attempts.</summary>
    public void MoveToOpen(long rootId)
    {
        SendLeaving();
        transaction.Sql("Attempts/insert_from_history").Set("@root_id", rootId).Run();
        Move("Jobs/copy_to_open", "Jobs/delete_over_tree", rootId);
        Tree(rootId);
    }

    public void RemoveMembers(IReadOnlyList<long> ids)
    {
        if (ids.Count > 0)
        {
            RemoveAround(ids);
            transaction.Sql("Jobs/delete_alone").Set("@ids", ids).Run();
            jobs.Forget(ids);
        }
    }

    public int Remove(long rootId)
    {
        var members = Tree(rootId).ConvertAll(member => member.Id);
        RemoveAround(members);
        transaction.Sql("Jobs/delete_open_tree").Set("@root_id", rootId).Run();
        transaction.Sql("Jobs/delete_over_tree").Set("@root_id", rootId).Run();
        jobs.Forget(members);
        return members.Count;
    }

    private void RemoveAround(IReadOnlyList<long> ids)
    {
        Flush();
        foreach (var statement in WhatBelongsToJobs)
        {
            transaction.Sql(statement).Set("@ids", ids).Run();
        }
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
    }

    public static DependencyEdge ReadEdge(Row row) => new(row.Long(0), row.Long(1), row.Bool(2));

    private List<DependencyEdge> List(string statement, long jobId)
    {
        Flush();
        return transaction.Sql(statement).Set("@job_id", jobId).All(ReadEdge);
    }

    private void Move(string copy, string delete, long rootId)
    {
        Flush();
        transaction.Sql(copy).Set("@root_id", rootId).Set("@today", transaction.Today).Run();
        jobs.Forget(transaction.Sql(delete).Set("@root_id", rootId).All(row => row.Long(0)));
    }
}
