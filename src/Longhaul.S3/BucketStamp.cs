using Longhaul.Core.Stores;

namespace Longhaul.S3;

/// <summary>
/// Which store of jobs a bucket's prefix belongs to: the first that it was used with, by the object <c>store</c>. Job ids of another store mean other jobs,
/// so that whoever has another one removes nothing.
/// </summary>
internal static class BucketStamp
{
    private const int MaxLength = 2_000;
    private const string Socket = " at /";

    private static readonly string[] Loopback = ["localhost", "127.", "[::1]", "::1"];

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

    // Files of the same path on two machines are two stores, and so are servers that each machine reaches on itself. A machine's own name would not tell them
    // apart for long: a container has another one after each deployment. And what the store was named at first would not alone: a copy of it keeps that.
    private static string NameOf(StoreStatus store) =>
        Path.IsPathRooted(store.Address) || store.Address.Contains(Socket, StringComparison.Ordinal) || Loopback.Any(host => store.Address.StartsWith(host, StringComparison.Ordinal))
            ? $"{store.Id}:{store.Address}"
            : store.Address;
}
