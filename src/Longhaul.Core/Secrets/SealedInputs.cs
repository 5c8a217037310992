using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Secrets;

/// <summary>Encrypted inputs in the store, which are not encrypted anew: they stay as they were handed in.</summary>
public static class SealedInputs
{
    private static readonly JobState[] Unfinished = [.. Enum.GetValues<JobState>().Where(state => !state.IsOver())];

    /// <summary>How many unfinished jobs have an input that the first key does not open. Reads all unfinished jobs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<int> CountOlderAsync(IJobStore store, KeyRing keys, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        var older = 0;
        foreach (var state in Unfinished)
        {
            for (long? before = null; ;)
            {
                var jobs = await store.Queries.ListAsync(new JobFilter { State = state }, new JobPage(IJobStore.MaxBatch, before), cancel).ConfigureAwait(false);
                older += jobs.Count(job => EncryptedInput.IsSealed(job.Input) && !EncryptedInput.IsCurrent(keys, job.Input));
                if (jobs.Count < IJobStore.MaxBatch)
                {
                    break;
                }

                before = jobs[^1].Id;
            }
        }

        return older;
    }
}
