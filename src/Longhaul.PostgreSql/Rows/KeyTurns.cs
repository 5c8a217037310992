using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>The turns of tenants in the lines of keys (see <see cref="KeyLine"/>), asked for once a call and kept up as jobs come and go.</summary>
/// <param name="transaction">The call's transaction.</param>
/// <param name="flush">Sends what was written of the lines.</param>
internal sealed class KeyTurns(Transaction transaction, Action flush)
{
    private readonly Dictionary<(string Key, int Priority), (bool HasTags, long Time)> _lines = [];
    private readonly Dictionary<(string Key, int Priority, string Tenant), long?> _last = [];
    private readonly Dictionary<string, long> _steps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Key, int Priority), long> _raised = [];
    private readonly SortedSet<(string Key, int Priority)> _reset = [];

    /// <summary>The tag of a job that goes to the end of its tenant's place in the lines of its keys.</summary>
    /// <param name="keys">Its keys.</param>
    /// <param name="job">The job.</param>
    /// <param name="areLocked">They are locked, so that lines may begin anew.</param>
    public long Next(IReadOnlyCollection<string> keys, JobRecord job, bool areLocked)
    {
        Expect(keys.Select(key => (key, job.Priority, job.Tenant)));
        var lines = keys.Select(key => (Key: key, job.Priority)).ToList();
        var tag = KeyLine.NextTag(
            lines.ConvertAll(line => new KeyLine(_lines[line].HasTags, _lines[line].Time, _last[(line.Key, line.Priority, job.Tenant)])), job.Tenant, _steps[job.Tenant]);
        foreach (var line in lines.Where(line => areLocked && tag > 0 && _lines[line] is { HasTags: false, Time: > 0 }))
        {
            _lines[line] = (false, 0);
            _raised.Remove(line);
            _reset.Add(line);
        }

        return tag;
    }

    /// <summary>Asks for all that will be needed at once.</summary>
    public void Expect(IEnumerable<(string Key, int Priority, string Tenant)> asked)
    {
        var unknown = asked.Where(one => !_last.ContainsKey(one) || !_lines.ContainsKey((one.Key, one.Priority))).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        flush();
        transaction.Sql("Slots/turns")
            .Set("@keys", unknown.Select(one => one.Key)).Set("@priorities", unknown.Select(one => (short)one.Priority)).Set("@tenants", unknown.Select(one => one.Tenant))
            .All(row => (Key: row.Text(0), Priority: (int)row.Short(1), Tenant: row.Text(2), HasTags: row.Bool(3), Time: row.Long(4), Last: row.LongOrNull(5), Step: row.Long(6)))
            .ForEach(row =>
            {
                _lines[(row.Key, row.Priority)] = (row.HasTags, row.Time);
                _last[(row.Key, row.Priority, row.Tenant)] = row.Last;
                _steps[row.Tenant] = row.Step;
            });
    }

    /// <summary>A job has come to a line.</summary>
    public void Enter(string key, JobRecord job)
    {
        if (job.Tag == 0)
        {
            return;
        }

        if (_lines.TryGetValue((key, job.Priority), out var line))
        {
            _lines[(key, job.Priority)] = line with { HasTags = true };
        }

        if (_last.TryGetValue((key, job.Priority, job.Tenant), out var last))
        {
            _last[(key, job.Priority, job.Tenant)] = Math.Max(last ?? 0, job.Tag);
        }
    }

    /// <summary>A job has left a line: what was known of it is to be asked for anew.</summary>
    public void Leave(string key, JobRecord job)
    {
        if (job.Tag > 0)
        {
            _lines.Remove((key, job.Priority));
            _last.Remove((key, job.Priority, job.Tenant));
        }
    }

    /// <summary>A job that has waited with a tag takes its places.</summary>
    public void Took(string key, JobRecord job)
    {
        var line = (key, job.Priority);
        _raised[line] = Math.Max(_raised.GetValueOrDefault(line), job.Tag);
        if (_lines.TryGetValue(line, out var known))
        {
            _lines[line] = known with { Time = Math.Max(known.Time, job.Tag) };
        }
    }

    /// <summary>Sends the times that have changed.</summary>
    public void Flush()
    {
        if (_reset.Count > 0)
        {
            transaction.Sql("Slots/reset_times").Set("@keys", _reset.Select(line => line.Key)).Set("@priorities", _reset.Select(line => (short)line.Priority)).Run();
            _reset.Clear();
        }

        if (_raised.Count > 0)
        {
            transaction.Sql("Slots/raise_times")
                .Set("@keys", _raised.Keys.Select(line => line.Key)).Set("@priorities", _raised.Keys.Select(line => (short)line.Priority)).Set("@tags", _raised.Values).Run();
            _raised.Clear();
        }
    }
}
