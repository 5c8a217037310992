using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Jobs one at a time. What is found is locked until the transaction ends and kept here; what is written is kept here too and sent with
/// <see cref="Flush"/>, all at once, so that a call takes a few trips to the server however many jobs it touches.
/// </summary>
internal sealed class JobTable(Transaction transaction) : IJobRows
{
    private readonly Dictionary<long, JobRecord?> _open = [];
    private readonly Dictionary<long, JobRecord?> _over = [];
    private readonly Dictionary<long, Around> _around = [];
    private readonly Dictionary<long, Action> _leaving = [];
    private readonly SortedDictionary<long, JobRecord> _inserted = [];
    private readonly SortedDictionary<long, JobRecord> _changed = [];
    private readonly SortedSet<long> _replaced = [];

    /// <summary>Told of every job that is written, before it is sent, with what it was before.</summary>
    public Action<JobRecord?, JobRecord>? OnWritten { get; set; }

    public JobRecord? FindOpen(long id)
    {
        _leaving.GetValueOrDefault(id)?.Invoke();
        Expect([id]);
        return _open[id];
    }

    public JobRecord? Find(long id) => FindOpen(id) ?? FindOver(id);

    public void Expect(IEnumerable<long> ids)
    {
        var unknown = ids.Where(id => !_open.ContainsKey(id)).Distinct().Order().ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        unknown.ForEach(id => _open[id] = null);
        Meet(transaction.Sql("Jobs/lock_open").Set("@ids", unknown).All(ReadOpen));
    }

    /// <summary>Takes over rows that another statement has locked; what is known here already is newer.</summary>
    public List<JobRecord> Meet(List<(JobRecord Job, Around Around)> rows) => rows.ConvertAll(row =>
    {
        if (_open.GetValueOrDefault(row.Job.Id) is not { } known)
        {
            _around[row.Job.Id] = row.Around;
            _open[row.Job.Id] = known = row.Job;
        }

        return known;
    });

    /// <summary>Takes over rows of trees that are over.</summary>
    public void MeetOver(List<JobRecord> rows) => rows.ForEach(job => _over[job.Id] = job);

    public JobRecord Insert(JobRecord job)
    {
        _around[job.Id] = new Around();
        _inserted[job.Id] = job;
        _open[job.Id] = job;
        OnWritten?.Invoke(null, job);
        return job;
    }

    public JobRecord Put(JobRecord job)
    {
        var before = _open.GetValueOrDefault(job.Id);
        (_inserted.ContainsKey(job.Id) ? _inserted : _changed)[job.Id] = job;
        _open[job.Id] = job;
        OnWritten?.Invoke(before, job);
        return job;
    }

    public JobRecord Replace(JobRecord job)
    {
        _replaced.Add(job.Id);
        return Put(job);
    }

    /// <summary>What stands beside a job that is open.</summary>
    public Around AroundOf(long id) => _around.GetValueOrDefault(id) ?? new Around { HasDependents = true };

    /// <summary>Keeps a mark beside a job; one that is over needs none.</summary>
    public void Mark(long id, Action<Around> mark)
    {
        if (FindOpen(id) is { } job)
        {
            mark(_around[id]);
            Put(job);
        }
    }

    /// <summary>The job is on its way to history; whoever asks for it sends it there first.</summary>
    public void Leave(long id, Action send) => _leaving[id] = send;

    /// <summary>The jobs moved to another table: what was known of them is not so any more.</summary>
    public void Forget(IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            _open.Remove(id);
            _over.Remove(id);
            _leaving.Remove(id);
        }
    }

    /// <summary>The jobs are about to be removed: what was written to them need not be sent.</summary>
    public void Drop(IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            _changed.Remove(id);
            _replaced.Remove(id);
        }
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        if (_inserted.Count > 0)
        {
            foreach (var jobs in Portions.Of<JobRecord>([.. _inserted.Values], Portions.Weigh))
            {
                JobArrays.SetNew(transaction.Sql("Jobs/insert"), jobs, _around).Run();
            }

            _inserted.Clear();
        }

        if (_changed.Count > 0)
        {
            foreach (var jobs in Portions.Of<JobRecord>([.. _changed.Values], Portions.Weigh))
            {
                JobArrays.SetChanging(transaction.Sql("Jobs/update"), jobs, _around).Run();
            }

            FlushReplaced();
            _changed.Clear();
        }
    }

    public static (JobRecord Job, Around Around) ReadOpen(Row row) => (JobRow.ReadOpen(row), Around.Read(row, JobRow.Columns + 1));

    private void FlushReplaced()
    {
        // One that the call has added is there as it is now.
        if (_changed.Values.Where(job => _replaced.Contains(job.Id)).ToList() is { Count: > 0 } replaced)
        {
            JobArrays.SetReplaced(transaction.Sql("Jobs/replace"), replaced).Run();
        }

        _replaced.Clear();
    }

    private JobRecord? FindOver(long id)
    {
        if (!_over.TryGetValue(id, out var job))
        {
            _over[id] = job = transaction.Sql("Jobs/find_over").Set("@id", id).Set("@over", JobDays.FindOver(transaction, id)).First(row => JobRow.Read(row));
        }

        return job;
    }
}
