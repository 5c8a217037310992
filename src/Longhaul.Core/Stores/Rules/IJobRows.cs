using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Jobs one at a time, the open ones and those of trees that are over.</summary>
internal interface IJobRows
{
    /// <summary>A job whose tree is not over. What was found may be put back: nobody else changes it meanwhile.</summary>
    JobRecord? FindOpen(long id);

    /// <summary>A job whose tree is open or over.</summary>
    JobRecord? Find(long id);

    /// <summary>Tells which jobs will be asked for next, so that a store far away can fetch them at once.</summary>
    void Expect(IEnumerable<long> ids);

    /// <summary>Writes a new job.</summary>
    JobRecord Insert(JobRecord job);

    /// <summary>Writes what can change of an open job, and keeps its slots right.</summary>
    JobRecord Put(JobRecord job);

    /// <summary>Writes an open job that is another than before: also what else never changes, but for its place in a tree.</summary>
    JobRecord Replace(JobRecord job);
}
