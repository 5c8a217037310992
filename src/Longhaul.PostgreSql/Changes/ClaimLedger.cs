using Longhaul.Core.Jobs;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// Which claims of this process have jobs that are not over. The row of one that has none is removed with the next ends that are
/// delivered. Only to keep that table small: what is forgotten here, the store's upkeep finds.
/// </summary>
internal sealed class ClaimLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AttemptToken, Claim> _open = [];
    private List<AttemptToken> _over = [];
    private AttemptToken _lastAsked;

    /// <summary>
    /// Notes that a claim is asked for. One that was asked before is not followed here: the first asking may be on its way still, and take more
    /// jobs under the same row.
    /// </summary>
    public bool IsFirst(AttemptToken token)
    {
        lock (_gate)
        {
            if (token != _lastAsked)
            {
                _lastAsked = token;
                return true;
            }

            _open.Remove(token);
            return false;
        }
    }

    /// <summary>Notes what a claim took.</summary>
    public void Took(AttemptToken token, IReadOnlyList<JobRecord> jobs, bool isLimited)
    {
        if (jobs.Count > 0)
        {
            lock (_gate)
            {
                _open[token] = new Claim([.. jobs.Select(job => job.Id)], jobs.All(job => !job.KeepHistory), isLimited);
            }
        }
    }

    /// <summary>Whether the job, should it succeed, will leave no trace; false where that is not known.</summary>
    public bool IsTraceless(AttemptRef attempt)
    {
        lock (_gate)
        {
            return _open.TryGetValue(attempt.Token, out var claim) && claim.AllTraceless;
        }
    }

    /// <summary>Notes attempts that are over, whatever the store said of their ends; true where that may let jobs run that a queue's limit kept back.</summary>
    public bool Ended(IEnumerable<AttemptRef> attempts)
    {
        lock (_gate)
        {
            var isLimited = false;
            foreach (var attempt in attempts)
            {
                if (_open.TryGetValue(attempt.Token, out var claim) && claim.Jobs.Remove(attempt.JobId))
                {
                    isLimited |= claim.IsLimited;
                    Forget(attempt.Token, claim);
                }
            }

            return isLimited;
        }
    }

    /// <summary>The claims that are over and whose rows are there yet; given out once.</summary>
    public IReadOnlyList<AttemptToken> TakeOver()
    {
        lock (_gate)
        {
            return Interlocked.Exchange(ref _over, []);
        }
    }

    private void Forget(AttemptToken token, Claim claim)
    {
        if (claim.Jobs.Count == 0)
        {
            _open.Remove(token);
            _over.Add(token);
        }
    }

    private readonly record struct Claim(HashSet<long> Jobs, bool AllTraceless, bool IsLimited);
}
