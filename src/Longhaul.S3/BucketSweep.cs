using System.Runtime.CompilerServices;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>
/// Removes what attempts that are not wanted left in a bucket. One worker of all does so an hour: the time of an object tells the others when it was last done.
/// </summary>
internal sealed class BucketSweep(Bucket bucket, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(50);

    /// <summary>Returns how many attempts' files were removed.</summary>
    public async Task<int> RunAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel)
    {
        if (!await IsDueAsync(cancel))
        {
            return 0;
        }

        await AbortAsync(isWanted, cancel);
        return await RemoveAsync(isWanted, cancel);
    }

    // Two that find it due at once both sweep, which harms nobody.
    private async Task<bool> IsDueAsync(CancellationToken cancel)
    {
        var key = bucket.Address.Prefix + "swept";
        var last = (await bucket.ListAsync(key, null, 1, cancel)).Objects.FirstOrDefault(found => found.Key == key)?.LastModified;
        if (last is { } at && (clock.GetUtcNow().UtcDateTime - at.ToUniversalTime()).Duration() < Period)
        {
            return false;
        }

        await bucket.PutAsync(key, "The time of this object is when files that no job needs were last looked for.\n", cancel);
        return true;
    }

    // A server that gives the same part again and again would never come to its end.
    private async Task AbortAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel)
    {
        (string Key, string? Upload)? from, next = null;
        do
        {
            from = next;
            (var uploads, next) = await bucket.ListUnfinishedAsync(BucketKeys.Runs(bucket.Address), from, cancel);
            foreach (var upload in uploads)
            {
                if (BucketKeys.PlaceOf(bucket.Address, upload.Key) is { } place && !await isWanted(place))
                {
                    await bucket.AbortAsync(upload.Key, upload.UploadId, cancel);
                }
            }
        }
        while (next is not null && next != from);
    }

    // An attempt's keys follow each other.
    private async Task<int> RemoveAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel)
    {
        var (removed, seen, wanted) = (0, (ArtifactPlace?)null, true);
        await foreach (var keys in ListAsync(cancel))
        {
            var doomed = new List<string>();
            foreach (var key in keys)
            {
                if (BucketKeys.PlaceOf(bucket.Address, key) is not { } place)
                {
                    continue;
                }

                if (place != seen)
                {
                    (seen, wanted) = (place, await isWanted(place));
                    removed += wanted ? 0 : 1;
                }

                doomed.AddRange(wanted ? [] : [key]);
            }

            await (doomed.Count > 0 ? bucket.DeleteAsync(doomed, cancel) : Task.CompletedTask);
        }

        return removed;
    }

    // A thousand at a time, as many as are removed at once.
    private async IAsyncEnumerable<IEnumerable<string>> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            (var objects, next) = await bucket.ListAsync(BucketKeys.Runs(bucket.Address), next, Bucket.MaxBatch, cancel);
            yield return objects.Select(found => found.Key);
        }
        while (next is not null);
    }
}
