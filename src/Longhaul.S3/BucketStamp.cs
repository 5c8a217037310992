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
    public static async Task<bool> IsOfAsync(Bucket bucket, string address, CancellationToken cancel)
    {
        var (key, name) = (bucket.Address.Prefix + "store", NameOf(address));
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

    // Files of the same path on two machines are two stores, and so are servers that each machine reaches on itself.
    private static string NameOf(string address) =>
        Path.IsPathRooted(address) || address.Contains(Socket, StringComparison.Ordinal) || Loopback.Any(host => address.StartsWith(host, StringComparison.Ordinal))
            ? $"{Environment.MachineName}:{address}"
            : address;
}
