using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>The keys of objects: below the prefix the same paths as in a local folder.</summary>
internal static class BucketKeys
{
    /// <summary>What the keys of all attempts begin with.</summary>
    public static string Runs(BucketAddress address) => address.Prefix + "runs/";

    /// <summary>What the keys of an attempt begin with, up to the slash.</summary>
    public static string Of(BucketAddress address, ArtifactPlace place) => $"{address.Prefix}{place.Folder}/";

    /// <summary>The attempt that a key belongs to; null where it is none of an attempt's.</summary>
    public static ArtifactPlace? PlaceOf(BucketAddress address, string key)
    {
        var parts = key[address.Prefix.Length..].Split('/', 5);
        return parts.Length == 5 ? ArtifactPlace.Parse(string.Join('/', parts[..4])) : null;
    }
}
