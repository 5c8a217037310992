namespace Longhaul.TestServers.S3;

/// <summary>What a bucket does wrong with a request.</summary>
public enum S3Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers 503.</summary>
    Busy,

    /// <summary>It closes the connection in the middle of an object, and of a request at its beginning.</summary>
    Cut,

    /// <summary>It changes a byte of an object.</summary>
    Corrupt,
}

/// <summary>A request that came in.</summary>
/// <param name="Method">GET, PUT, POST, DELETE.</param>
/// <param name="Key">The object; empty for the bucket itself.</param>
/// <param name="Query">The query, such as <c>uploads</c>.</param>
public sealed record S3Request(string Method, string Key, string Query);
