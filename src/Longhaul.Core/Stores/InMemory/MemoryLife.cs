using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The moves that several roles share: where a job stands, slots, ends and what follows from them.</summary>
internal sealed class MemoryLife(MemoryTables tables, MemoryLine line)
{
    /// <summary>Puts a job that neither runs nor is over where it belongs: blocked, scheduled or ready.</summary>
    public void Settle(JobRecord job, bool freshPosition, bool keepsTag = false)
    {
        if (job.IsContainer || job.WaitingFor > 0)
        {
            tables.Put(job with { State = JobState.Blocked, Admitted = false });
            return;
        }

        if (job.DueAt > tables.Now)
        {
            tables.Put(job with { State = JobState.Scheduled, Admitted = false });
            return;
        }

        var placed = job with { DueAt = null, Position = freshPosition ? tables.NextNumber() : job.Position };
        var free = placed.Slots.All(HasRoom);
        placed = placed with { State = free ? JobState.Ready : JobState.Blocked, Admitted = free && placed.Slots.Count > 0 };
        tables.Put(free && !keepsTag ? line.Join(placed) : placed);
    }

    /// <summary>Admits jobs that wait for slots, the first first, as far as there is room.</summary>
    public int Admit()
    {
        var waiting = tables.Data.Open.Values
            .Where(job => job is { State: JobState.Blocked, IsContainer: false, WaitingFor: 0, Slots.Count: > 0 })
            .OrderByDescending(job => job.Priority).ThenBy(job => job.Position).ToList();
        var admitted = 0;
        foreach (var job in waiting.Where(job => job.Slots.All(HasRoom)))
        {
            Settle(job, freshPosition: true);
            admitted++;
        }

        return admitted;
    }

    /// <summary>Ends a job, and with it whatever ends or begins because of that.</summary>
    public void End(JobRecord job, JobState state, JobError? error)
    {
        var held = job.Admitted;
        var ended = tables.Put(job with
        {
            State = state,
            Error = error,
            FinishedAt = tables.Now,
            DueAt = null,
            Admitted = false,
            Front = false,
            Stage = state == JobState.Cancelled ? null : job.Stage,
            Progress = state == JobState.Cancelled ? null : job.Progress,
            EtaSeconds = null,
        });
        if (held)
        {
            Admit();
        }

        Release(ended);
        EndParent(ended);
        if (ended.ParentId is null)
        {
            Leave(ended);
        }
    }

    private bool HasRoom(SlotKey slot) =>
        tables.Data.Open.Values.Count(job => job.Admitted && job.Slots.Any(held => held.Key == slot.Key)) < slot.Limit;

    private void Release(JobRecord ended)
    {
        foreach (var edge in tables.DependentsOf(ended.Id))
        {
            if (!tables.Data.Open.TryGetValue(edge.JobId, out var waiting) || !IsWaiting(waiting))
            {
                continue;
            }

            var left = waiting with { WaitingFor = waiting.WaitingFor - 1 };
            if (!ended.State.Satisfies() && !edge.OnAnyEnd)
            {
                End(left, JobState.Cancelled, DependencyError(ended));
            }
            else if (left.WaitingFor == 0)
            {
                Settle(left, freshPosition: true);
            }
            else
            {
                tables.Put(left);
            }
        }
    }

    /// <summary>Not so where it went on before this one was taken back into work and ended again.</summary>
    private static bool IsWaiting(JobRecord job) => job is { State: JobState.Blocked, WaitingFor: > 0 };

    private void EndParent(JobRecord ended)
    {
        if (ended.ParentId is not { } parentId)
        {
            return;
        }

        var parent = tables.Data.Open[parentId];
        parent = tables.Put(parent with { OpenChildren = parent.OpenChildren - 1 });
        if (parent.OpenChildren == 0)
        {
            var (state, error) = ContainerEnd.Of(parent, tables.Children(parent).ToList());
            End(parent, state, error);
        }
    }

    private void Leave(JobRecord root)
    {
        if (root is { IsContainer: false, KeepHistory: false, State: JobState.Completed })
        {
            tables.Remove(root.Id);
        }
        else
        {
            tables.MoveToHistory(root.Id);
        }
    }

    /// <summary>Why a job is cancelled whose dependency did not end well.</summary>
    public static JobError DependencyError(JobRecord cause) =>
        new("dependency", $"job {cause.Id} ({cause.Step ?? cause.Kind}) {(cause.State == JobState.Failed ? "failed" : "was cancelled")}");
}
