using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Changes;

/// <summary>
/// Ends attempts whose ends concern nobody else, straight from row to row. Only a short cut: without it the same jobs go the general
/// way, which reads and writes each of them whole. Batches of a thousand, claimed and finished: FIGURE
/// </summary>
internal sealed class PlainEnds(Session session)
{
    /// <summary>Ends the attempt if it is plain. False where it must go the general way.</summary>
    public bool TryFinish(Finish item)
    {
        if (item.Outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snoozed or OutcomeKind.Released || item.Outcome.Spawn.Count > 0)
        {
            return false;
        }

        if (Find(item.Attempt) is not { } job)
        {
            return false;
        }

        if (job.KeepHistory || item.Outcome.Kind != OutcomeKind.Completed)
        {
            MoveToHistory(item.Attempt.JobId, item.Outcome);
        }
        else
        {
            session.Trees.ForgetAround(item.Attempt.JobId);
        }

        Of("Jobs/delete_open", item.Attempt.JobId).Run();
        return true;
    }

    private PlainJob? Find(AttemptRef attempt) => Of("Outcomes/find_plain", attempt.JobId)
        .Set("@instance", session.Text(attempt.Token.Instance)).Set("@claim", attempt.Token.Claim)
        .First(row => (PlainJob?)new PlainJob(row.Bool(0)));

    private void MoveToHistory(long jobId, Outcome outcome)
    {
        Of("Outcomes/add_attempt", jobId)
            .Set("@now", session.Transaction.NowMs).Set("@outcome", outcome.Kind.Name())
            .Set("@error_code", outcome.Error?.Code).Set("@error_message", outcome.Error?.Message)
            .Set("@exit_code", outcome.Resources?.ExitCode).Set("@signal", outcome.Resources?.Signal)
            .Set("@peak_memory_bytes", outcome.Resources?.PeakMemoryBytes).Set("@cpu_ms", outcome.Resources?.CpuMs)
            .Set("@wall_ms", outcome.Resources?.WallMs).Run();
        Of("Outcomes/add_history", jobId)
            .Set("@now", session.Transaction.NowMs).Set("@state", (long)OutcomeChanges.EndState(outcome.Kind))
            .Set("@error_code", outcome.Error?.Code).Set("@error_message", outcome.Error?.Message)
            .Set("@output", outcome.Output).Set("@artifacts", outcome.Artifacts).Run();
    }

    private Statement Of(string statement, long jobId) => session.Transaction.Sql(statement).Set("@id", jobId);

    private readonly record struct PlainJob(bool KeepHistory);
}
