using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Output of attempts.</summary>
internal sealed class MemoryLogs(MemoryTables tables)
{
    public IReadOnlyList<bool> Append(IReadOnlyList<LogAppend> items) => items.Select(Append).ToList();

    public IReadOnlyList<LogPiece> Read(long jobId, LogPlace after, int limit) =>
        !tables.Data.Logs.TryGetValue(jobId, out var pieces)
            ? []
            : pieces.Where(piece => piece.Key.CompareTo((after.AttemptNumber, after.Sequence)) > 0)
                .Take(limit).Select(piece => piece.Value).ToList();

    private bool Append(LogAppend item)
    {
        var job = tables.Data.Open.GetValueOrDefault(item.Attempt.JobId);
        if (job?.Running != item.Attempt)
        {
            return false;
        }

        var pieces = tables.Data.Logs.GetValueOrDefault(job.Id, System.Collections.Immutable.ImmutableSortedDictionary<(int, long), LogPiece>.Empty);
        var key = (job.Attempt, item.Sequence);
        if (!pieces.ContainsKey(key))
        {
            var place = new LogPlace(job.Attempt, item.Sequence);
            pieces = pieces.Add(key, new LogPiece(place, item.Stream, tables.Now, item.Text));
        }

        var forgotten = pieces.Keys.Where(k => k.Item1 == job.Attempt && k.Item2 >= item.ForgetFrom && k.Item2 <= item.ForgetTo && item.ForgetFrom > 0);
        tables.Data.Logs = tables.Data.Logs.SetItem(job.Id, pieces.RemoveRange(forgotten.ToList()));
        return true;
    }
}
