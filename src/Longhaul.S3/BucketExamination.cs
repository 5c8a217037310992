using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>Tries what a worker needs of a bucket.</summary>
public static class BucketExamination
{
    /// <summary>Lists, writes, reads and deletes. Answers with the bucket's name for people.</summary>
    /// <exception cref="ArtifactStoreException">It is away, or does not let this key do one of these.</exception>
    public static async Task<string> RunAsync(BucketAddress address, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var bucket = new Bucket(address);
        var key = $"{address.Prefix}examined/{Guid.NewGuid():N}";
        _ = await bucket.ListAsync(BucketKeys.Runs(address), null, 1, cancel);
        await bucket.PutAsync(key, "longhaul doctor", cancel);
        (await bucket.OpenAsync(key, 0, cancel))?.Dispose();
        await bucket.DeleteAsync([key], cancel);
        return address.ToString();
    }
}
