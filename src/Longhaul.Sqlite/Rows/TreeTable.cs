using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Whole trees, and who waits for whom.</summary>
internal sealed class TreeTable(Transaction transaction) : ITreeRows
{
    private static readonly string[] WhatBelongsToAJob = ["Jobs/delete_attempts", "Jobs/delete_logs", "Jobs/delete_dependencies"];

    public List<JobRecord> Tree(long rootId) => Tree(transaction.Db, rootId);

    public static List<JobRecord> Tree(Database db, long rootId)
    {
        var open = db.Sql("Jobs/list_open_tree").Set("@root_id", rootId).All(JobRow.Read);
        return open.Count > 0 ? open : db.Sql("Jobs/list_over_tree").Set("@root_id", rootId).All(JobRow.Read);
    }

    /// <summary>The children that decide how a container ends.</summary>
    public List<JobRecord> UnsatisfiedChildren(long parentId) =>
        transaction.Sql("Jobs/list_unsatisfied_children").Set("@parent_id", parentId).All(JobRow.Read);

    public List<JobRecord> Children(long parentId) => transaction.Sql("Jobs/list_children").Set("@parent_id", parentId).All(JobRow.Read);

    public int CountOpenChildren(long parentId) =>
        transaction.Sql("Jobs/count_open_children").Set("@parent_id", parentId).First(row => row.Int(0));

    public List<DependencyEdge> DependentsOf(long jobId) =>
        transaction.Sql("Dependencies/list_dependents").Set("@job_id", jobId).All(ReadEdge);

    public List<DependencyEdge> NeedsOf(long jobId) =>
        transaction.Sql("Dependencies/list_needs").Set("@job_id", jobId).All(ReadEdge);

    public void AddEdge(DependencyEdge edge) => transaction.Sql("Dependencies/insert")
        .Set("@depends_on", edge.DependsOn).Set("@job_id", edge.JobId).Set("@any_end", edge.OnAnyEnd).Run();

    public void MoveToHistory(long rootId) => Move("Jobs/copy_to_history", "Jobs/delete_open_tree", rootId);

    public void MoveToOpen(long rootId) => Move("Jobs/copy_to_open", "Jobs/delete_over_tree", rootId);

    public void RemoveMembers(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            ForgetAround(id);
            transaction.Sql("Jobs/delete_open").Set("@id", id).Run();
        }
    }

    /// <summary>Removes a tree that is over with all that belongs to it; its unique keys stay until they expire.</summary>
    public int Remove(long rootId)
    {
        var members = Tree(rootId);
        members.ForEach(member => ForgetAround(member.Id));
        transaction.Sql("Jobs/delete_open_tree").Set("@root_id", rootId).Run();
        transaction.Sql("Jobs/delete_over_tree").Set("@root_id", rootId).Run();
        return members.Count;
    }

    /// <summary>Forgets a job's attempts, output and dependencies.</summary>
    public void ForgetAround(long jobId)
    {
        foreach (var statement in WhatBelongsToAJob)
        {
            transaction.Sql(statement).Set("@id", jobId).Run();
        }
    }

    public static DependencyEdge ReadEdge(Row row) => new(row.Long(0), row.Long(1), row.Bool(2));

    private void Move(string copy, string delete, long rootId)
    {
        transaction.Sql(copy).Set("@root_id", rootId).Run();
        transaction.Sql(delete).Set("@root_id", rootId).Run();
    }
}
