using Longhaul.Core.Edits;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Changes;

/// <summary>What people do to jobs that are over, by the rules, one call at a time.</summary>
internal sealed class OverChanges(Session session)
{
    public ControlReply Reopen(long jobId, string actor)
    {
        Lock();
        return new ReopenRules(session).Reopen(jobId, actor);
    }

    public ControlReply Edit(JobEdit edit, string actor)
    {
        Lock();
        return new EditRules(session).Edit(edit, actor);
    }

    public ControlReply Delete(long jobId, string actor)
    {
        Lock();
        return new ControlRules(session).Delete(jobId, actor);
    }

    /// <summary>
    /// Keeps others from taking jobs out of history until the transaction ends; before all other locks. Else a job could be taken back, run and end between
    /// its reading and its move, and be put back as it was before: beside its running attempt, or with an attempt's number that was given already.
    /// </summary>
    public void Lock() => session.Transaction.Sql("Jobs/lock_over").First(_ => 0);
}
