using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Changes;

/// <summary>The moves that several roles share: where a job stands, slots, ends and what follows from them.</summary>
internal sealed class JobLife(Session session)
{
    /// <summary>Writes a job that neither runs nor is over where it belongs.</summary>
    public void Settle(JobRecord job, bool freshPosition) => session.Jobs.Put(Placed(job, freshPosition));

    /// <summary>A job that neither runs nor is over, as it stands: blocked, scheduled or ready.</summary>
    public JobRecord Placed(JobRecord job, bool freshPosition)
    {
        if (job.IsContainer || job.WaitingFor > 0)
        {
            return job with { State = JobState.Blocked, Admitted = false };
        }

        if (job.DueAt > session.Now)
        {
            return job with { State = JobState.Scheduled, Admitted = false };
        }

        var free = job.Slots.All(session.Slots.HasRoom);
        return job with
        {
            DueAt = null,
            Position = freshPosition ? session.Transaction.NextNumber() : job.Position,
            State = free ? JobState.Ready : JobState.Blocked,
            Admitted = free && job.Slots.Count > 0,
        };
    }

    /// <summary>Hands free slots to those that wait for the keys, the first first, as far as there is room.</summary>
    public int Admit(IReadOnlyList<string> keys)
    {
        var admitted = 0;
        foreach (var id in session.Slots.Waiting(keys))
        {
            var job = session.Jobs.FindOpen(id)!;
            if (job.Slots.All(session.Slots.HasRoom))
            {
                Settle(job, freshPosition: true);
                admitted++;
            }
        }

        return admitted;
    }

    /// <summary>Ends a job, and with it whatever ends or begins because of that.</summary>
    public void End(JobRecord job, JobState state, JobError? error)
    {
        var ended = session.Jobs.Put(Over(job, state, error));
        if (job.Admitted)
        {
            Admit(KeysOf(job));
        }

        Release(ended);
        EndParent(ended);
        if (ended.ParentId is null)
        {
            Leave(ended);
        }
    }

    public static IReadOnlyList<string> KeysOf(JobRecord job) => [.. job.Slots.Select(slot => slot.Key).Distinct()];

    /// <summary>Why a job is cancelled whose dependency did not end well.</summary>
    public static JobError DependencyError(JobRecord cause) =>
        new("dependency", $"job {cause.Id} ({cause.Step ?? cause.Kind}) {(cause.State == JobState.Failed ? "failed" : "was cancelled")}");

    private JobRecord Over(JobRecord job, JobState state, JobError? error) => job with
    {
        State = state,
        Error = error,
        FinishedAt = session.Now,
        DueAt = null,
        Admitted = false,
        Front = false,
        Stage = state == JobState.Cancelled ? null : job.Stage,
        Progress = state == JobState.Cancelled ? null : job.Progress,
        EtaSeconds = null,
    };

    private void Release(JobRecord ended)
    {
        foreach (var edge in session.Trees.DependentsOf(ended.Id))
        {
            if (session.Jobs.FindOpen(edge.JobId) is { } waiting && !waiting.State.IsOver())
            {
                Release(waiting with { WaitingFor = waiting.WaitingFor - 1 }, ended, edge.OnAnyEnd);
            }
        }
    }

    private void Release(JobRecord dependent, JobRecord ended, bool onAnyEnd)
    {
        if (!ended.State.Satisfies() && !onAnyEnd)
        {
            End(dependent, JobState.Cancelled, DependencyError(ended));
        }
        else if (dependent.WaitingFor == 0)
        {
            Settle(dependent, freshPosition: true);
        }
        else
        {
            session.Jobs.Put(dependent);
        }
    }

    private void EndParent(JobRecord ended)
    {
        if (ended.ParentId is not { } parentId)
        {
            return;
        }

        var parent = session.Jobs.FindOpen(parentId)!;
        parent = session.Jobs.Put(parent with { OpenChildren = parent.OpenChildren - 1 });
        if (parent.OpenChildren == 0)
        {
            var (state, error) = ContainerEnd.Of(parent, session.Trees.UnsatisfiedChildren(parentId));
            End(parent, state, error);
        }
    }

    private void Leave(JobRecord root)
    {
        if (root is { IsContainer: false, KeepHistory: false, State: JobState.Completed })
        {
            session.Trees.Remove(root.Id);
        }
        else
        {
            session.Trees.MoveToHistory(root.Id);
        }
    }
}
