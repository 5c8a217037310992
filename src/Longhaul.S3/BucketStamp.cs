using Longhaul.Core.Stores;

namespace Longhaul.S3;

/// <summary>
/// Which store of jobs a bucket's prefix belongs to: the first that it was used with, by the object <c>store</c>. Job ids of another store mean other jobs,
/// so that whoever has another one removes nothing.
/// </summary>
internal static class BucketStamp
{
    private const int MaxLength = 2_000;

    /// <summary>True where the prefix is the store's own; one that is nobody's becomes so.</summary>
    public static async Task<bool> IsOfAsync(Bucket bucket, StoreStatus store, CancellationToken cancel)
    {
        var (key, name) = (bucket.Address.Prefix + "store", NameOf(store));
        using var stamp = await bucket.OpenAsync(key, 0, cancel);
        if (stamp is null)
        {
            await bucket.PutAsync(key, name, cancel);
            return true;
        }

        using var reader = new StreamReader(stamp.ResponseStream);
        var kept = new char[MaxLength];
        return new string(kept, 0, await reader.ReadBlockAsync(kept, cancel)) == name;
    }

    // Services of the same name in two networks are two stores, as are files of the same path on two machines. What the store was named when it was made would not do alone: a copy
    // of it at another place keeps that. Neither is a machine's own name in it: a container has another one after each deployment.
    private static string NameOf(StoreStatus store) => $"{store.Id}:{store.Address}";
}
