using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Output of attempts.</summary>
internal sealed class LogChanges(Transaction transaction)
{
    public IReadOnlyList<bool> Append(IReadOnlyList<LogAppend> items)
    {
        var attempts = PlainEnds.SetAttempts(transaction.Sql("Claims/find_attempts"), [.. items.Select(item => item.Attempt).Distinct()])
            .All(row => (Attempt: JobRow.ReadAttempt(row), Number: row.Int(3), Day: row.Date(4)))
            .ToDictionary(row => row.Attempt, row => (row.Number, row.Day));
        var kept = items.Where(item => attempts.ContainsKey(item.Attempt)).ToList();
        if (kept.Count > 0)
        {
            transaction.Sql("Logs/mark").Set("@ids", kept.Select(item => item.Attempt.JobId)).Run();
        }

        foreach (var part in Parts(kept))
        {
            Keep(part, attempts);
        }

        return [.. items.Select(item => attempts.ContainsKey(item.Attempt))];
    }

    /// <summary>Pieces are written together up to one that forgets others: what it forgets may be among them.</summary>
    private static IEnumerable<List<LogAppend>> Parts(List<LogAppend> items)
    {
        var part = new List<LogAppend>();
        foreach (var item in items)
        {
            part.Add(item);
            if (item.ForgetFrom > 0)
            {
                yield return part;
                part = [];
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private void Keep(List<LogAppend> part, Dictionary<AttemptRef, (int Number, DateOnly Day)> attempts)
    {
        transaction.Sql("Logs/append")
            .Set("@job_ids", part.Select(item => item.Attempt.JobId)).Set("@attempts", part.Select(item => attempts[item.Attempt].Number))
            .Set("@sequences", part.Select(item => item.Sequence)).Set("@streams", part.Select(item => (short)item.Stream))
            .Set("@texts", part.Select(item => item.Text)).Set("@days", part.Select(item => attempts[item.Attempt].Day)).Run();
        var last = part[^1];
        if (last.ForgetFrom > 0)
        {
            var (number, day) = attempts[last.Attempt];
            transaction.Sql("Logs/forget")
                .Set("@job_id", last.Attempt.JobId).Set("@attempt", number).Set("@day", day)
                .Set("@from", last.ForgetFrom).Set("@to", last.ForgetTo).Run();
        }
    }
}
