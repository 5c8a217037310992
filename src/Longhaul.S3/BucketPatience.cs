using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>
/// Waits for a bucket that is away. What a command has done is not thrown away for an outage that passes: its files are tried again for a quarter of an
/// hour, as long as running jobs go on without their store.
/// </summary>
internal sealed class BucketPatience(Bucket bucket, TimeProvider clock)
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(30);

    private long _seen = long.MinValue;

    /// <summary>Does something until the bucket is there for it.</summary>
    public async Task<T> WaitAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        for (var wait = TimeSpan.FromSeconds(1);; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                var done = await work();
                Volatile.Write(ref _seen, clock.GetTimestamp());
                return done;
            }
            catch (ArtifactStoreException error) when (error.Trouble == ArtifactTrouble.Away && clock.GetElapsedTime(began) < Most)
            {
                await Task.Delay(wait, clock, cancel);
            }
        }
    }

    /// <summary>Looks whether the bucket is there and lets us in, unless it did a moment ago.</summary>
    public async Task RequireAsync(CancellationToken cancel)
    {
        var seen = Volatile.Read(ref _seen);
        if (seen == long.MinValue || clock.GetElapsedTime(seen) > Trusted)
        {
            _ = await bucket.ListAsync(BucketKeys.Runs(bucket.Address), null, 1, cancel);
            Volatile.Write(ref _seen, clock.GetTimestamp());
        }
    }
}
