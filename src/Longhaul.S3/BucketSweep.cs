using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>
/// Removes what attempts that are not wanted left in a bucket. One worker of all does so an hour: the time of an object tells the others when it was last done.
/// </summary>
internal sealed class BucketSweep(Bucket bucket, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(50);

    private readonly List<string> _doomed = [];

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

    private async Task AbortAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel)
    {
        foreach (var upload in await bucket.ListUnfinishedAsync(BucketKeys.Runs(bucket.Address), cancel))
        {
            if (BucketKeys.PlaceOf(bucket.Address, upload.Key) is { } place && !await isWanted(place))
            {
                await bucket.AbortAsync(upload.Key, upload.UploadId, cancel);
            }
        }
    }

    // An attempt's keys follow each other.
    private async Task<int> RemoveAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel)
    {
        var (removed, seen, wanted) = (0, (ArtifactPlace?)null, true);
        for (string? next = null, from = ""; from is not null; from = next)
        {
            (var objects, next) = await bucket.ListAsync(BucketKeys.Runs(bucket.Address), from.Length == 0 ? null : from, Bucket.MaxBatch, cancel);
            foreach (var key in objects.Select(found => found.Key))
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

                await DoomAsync(wanted ? null : key, cancel);
            }
        }

        await FlushAsync(cancel);
        return removed;
    }

    private async Task DoomAsync(string? key, CancellationToken cancel)
    {
        _doomed.AddRange(key is null ? [] : [key]);
        if (_doomed.Count == Bucket.MaxBatch)
        {
            await FlushAsync(cancel);
        }
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        if (_doomed.Count > 0)
        {
            await bucket.DeleteAsync(_doomed, cancel);
            _doomed.Clear();
        }
    }
}
