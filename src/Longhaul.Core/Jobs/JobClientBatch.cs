using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>One call to the store: the jobs of whole requests, and where each request's own answer stands.</summary>
internal sealed record JobClientBatch(IReadOnlyList<NewJob> Jobs, IReadOnlyList<int> Firsts)
{
    /// <summary>As few calls as hold all groups in order, none larger than <see cref="IJobStore.MaxBatch"/>, no group split.</summary>
    public static IEnumerable<JobClientBatch> Of(IReadOnlyList<IReadOnlyList<NewJob>> groups)
    {
        var jobs = new List<NewJob>();
        var firsts = new List<int>();
        foreach (var group in groups)
        {
            if (jobs.Count + group.Count > IJobStore.MaxBatch)
            {
                yield return new JobClientBatch([.. jobs], [.. firsts]);
                jobs.Clear();
                firsts.Clear();
            }

            firsts.Add(jobs.Count);
            jobs.AddRange(group.Select(job => Moved(job, firsts[^1])));
        }

        if (jobs.Count > 0)
        {
            yield return new JobClientBatch(jobs, firsts);
        }
    }

    /// <summary>A run's jobs refer to each other by their place in the call.</summary>
    private static NewJob Moved(NewJob job, int by) => job with
    {
        Parent = job.Parent is { } parent ? Moved(parent, by) : null,
        DependsOn = [.. job.DependsOn.Select(need => need with { Job = Moved(need.Job, by) })],
    };

    private static JobRef Moved(JobRef job, int by) => job.Index is { } index ? JobRef.InCall(index + by) : job;
}
