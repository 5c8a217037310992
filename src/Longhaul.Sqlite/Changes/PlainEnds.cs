using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Changes;

/// <summary>
/// Ends attempts whose ends concern nobody else, straight from table to table. Only a short cut: without it the same jobs go the
/// general way, which reads and writes each of them whole. In batches of a thousand this took 9 to 13 µs of processor time a job
/// with history and 5 µs without; the general way took 23 µs.
/// </summary>
internal sealed class PlainEnds(Session session)
{
    /// <summary>Ends the attempt if it is plain. False where it must go the general way.</summary>
    public bool TryFinish(Finish item)
    {
        if (item.Outcome.Kind is not (OutcomeKind.Completed or OutcomeKind.Skipped or OutcomeKind.Failed or OutcomeKind.Cancelled) || item.Outcome is not { Spawn.Count: 0, Audit.Count: 0 })
        {
            return false;
        }

        if (AddAttempt(item))
        {
            AddHistory(item);
            Tell(item);
            Of("Jobs/delete_open", item.Attempt.JobId).Run();
            return true;
        }

        return item.Outcome.Kind == OutcomeKind.Completed && OfAttempt("Outcomes/delete_traceless", item.Attempt).Run() > 0;
    }

    private bool AddAttempt(Finish item)
    {
        var (outcome, used) = (item.Outcome, item.Outcome.Resources);
        return OfAttempt("Outcomes/add_attempt", item.Attempt).Set("@ran_ms", RanMs(item))
            .Set("@succeeded", outcome.Kind == OutcomeKind.Completed)
            .Set("@now", session.Transaction.NowMs).Set("@outcome", outcome.Kind.Name())
            .Set("@error_code", outcome.Error?.Code).Set("@error_message", outcome.Error?.Message)
            .Set("@exit_code", used?.ExitCode).Set("@signal", used?.Signal)
            .Set("@peak_memory_bytes", used?.PeakMemoryBytes).Set("@cpu_ms", used?.CpuMs).Set("@wall_ms", used?.WallMs)
            .Run() > 0;
    }

    private void AddHistory(Finish item) => Of("Outcomes/add_history", item.Attempt.JobId).Set("@ran_ms", RanMs(item))
        .Set("@now", session.Transaction.NowMs).Set("@state", (long)OutcomeRules.EndState(item.Outcome.Kind))
        .Set("@error_code", item.Outcome.Error?.Code).Set("@error_message", item.Outcome.Error?.Message)
        .Set("@output", item.Outcome.Output).Set("@artifacts", item.Outcome.Artifacts).Run();

    private void Tell(Finish item)
    {
        if (item.Outcome.Kind == OutcomeKind.Failed)
        {
            Of("Outcomes/note_failed", item.Attempt.JobId).Set("@event", (long)AlertEvents.JobFailed).Set("@now", session.Transaction.NowMs)
                .Set("@text", AlertChecks.Cut(item.Outcome.Error?.Message ?? "failed")).Run();
        }
    }

    private static long? RanMs(Finish item) => item.Ran is { } time ? (long)time.TotalMilliseconds : null;

    private Statement OfAttempt(string statement, AttemptRef attempt) => Of(statement, attempt.JobId)
        .Set("@instance", session.Text(attempt.Token.Instance)).Set("@claim", attempt.Token.Claim);

    private Statement Of(string statement, long jobId) => session.Transaction.Sql(statement).Set("@id", jobId);
}
