using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>The turns of tenants in the lines of keys (see <see cref="KeyLine"/>), asked for once a call and kept up as jobs come.</summary>
/// <param name="transaction">The call's transaction.</param>
/// <param name="flush">Sends the places in line that were written.</param>
internal sealed class KeyTurns(Transaction transaction, Action flush)
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _steps = new(StringComparer.Ordinal);

    public long Next(IReadOnlyCollection<string> keys, JobRecord job)
    {
        Expect(keys.Select(key => (key, job.Priority, job.Tenant)));
        var lines = keys.Select(key => new KeyLine(_lines[key].Lowest[job.Priority], _lines[key].Last[(job.Priority, job.Tenant)])).ToList();
        return KeyLine.NextTag(lines, job.Tenant, _steps[job.Tenant]);
    }

    /// <summary>Asks for all that will be needed at once.</summary>
    public void Expect(IEnumerable<(string Key, int Priority, string Tenant)> asked)
    {
        var unknown = asked.Where(one => _lines.GetValueOrDefault(one.Key)?.Last.ContainsKey((one.Priority, one.Tenant)) != true).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        flush();
        transaction.Sql("Slots/turns")
            .Set("@keys", unknown.Select(one => one.Key)).Set("@priorities", unknown.Select(one => (short)one.Priority)).Set("@tenants", unknown.Select(one => one.Tenant))
            .All(row => (Key: row.Text(0), Priority: (int)row.Short(1), Tenant: row.Text(2), Lowest: row.LongOrNull(3), Last: row.LongOrNull(4), Step: row.Long(5)))
            .ForEach(row =>
            {
                var line = _lines.TryGetValue(row.Key, out var known) ? known : _lines[row.Key] = new Line();
                line.Lowest[row.Priority] = row.Lowest;
                line.Last[(row.Priority, row.Tenant)] = row.Last;
                _steps[row.Tenant] = row.Step;
            });
    }

    /// <summary>A job has come to a line.</summary>
    public void Enter(string key, JobRecord job)
    {
        if (job.Tag > 0 && _lines.GetValueOrDefault(key) is { } line)
        {
            Raise(line.Last, (job.Priority, job.Tenant), job.Tag, Math.Max);
            Raise(line.Lowest, job.Priority, job.Tag, Math.Min);
        }
    }

    /// <summary>A job has left a line: what was known of it is to be asked for anew.</summary>
    public void Leave(string key) => _lines.Remove(key);

    private static void Raise<TKey>(Dictionary<TKey, long?> tags, TKey at, long tag, Func<long, long, long> choose)
        where TKey : notnull
    {
        if (tags.TryGetValue(at, out var known))
        {
            tags[at] = choose(known ?? tag, tag);
        }
    }

    private sealed class Line
    {
        public Dictionary<int, long?> Lowest { get; } = [];

        public Dictionary<(int Priority, string Tenant), long?> Last { get; } = [];
    }
}
