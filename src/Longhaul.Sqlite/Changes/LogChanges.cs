using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Changes;

/// <summary>Output of attempts.</summary>
internal sealed class LogChanges(Session session)
{
    public IReadOnlyList<bool> Append(IReadOnlyList<LogAppend> items) => [.. items.Select(Append)];

    public static IReadOnlyList<LogPiece> Read(Database db, long jobId, LogPlace after, int limit) => db.Sql("Logs/read")
        .Set("@job_id", jobId).Set("@attempt", after.AttemptNumber).Set("@sequence", after.Sequence).Set("@limit", limit)
        .All(row => new LogPiece(new LogPlace(row.Int(0), row.Long(1)), (LogStream)row.Int(2), row.Time(3), row.Text(4)));

    private bool Append(LogAppend item)
    {
        var attempt = session.Transaction.Sql("Claims/find_attempt")
            .Set("@id", item.Attempt.JobId).Set("@instance", item.Attempt.Token.Instance.ToString("N"))
            .Set("@claim", item.Attempt.Token.Claim).First(row => (int?)row.Int(0));
        if (attempt is null)
        {
            return false;
        }

        session.Transaction.Sql("Logs/append")
            .Set("@job_id", item.Attempt.JobId).Set("@attempt", attempt).Set("@sequence", item.Sequence)
            .Set("@stream", (long)item.Stream).Set("@now", session.Transaction.NowMs).Set("@text", item.Text).Run();
        if (item.ForgetFrom > 0)
        {
            session.Transaction.Sql("Logs/forget")
                .Set("@job_id", item.Attempt.JobId).Set("@attempt", attempt).Set("@from", item.ForgetFrom).Set("@to", item.ForgetTo).Run();
        }

        return true;
    }
}
