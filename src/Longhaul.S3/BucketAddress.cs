using System.Text;
using System.Text.RegularExpressions;

namespace Longhaul.S3;

/// <summary>Where a bucket is and how it is reached: <c>s3://BUCKET/PREFIX?endpoint=URL&amp;region=NAME&amp;cache=SIZE</c>.</summary>
public sealed partial class BucketAddress
{
    /// <summary>How much of a bucket is kept on a worker's machine where the address does not say: 10 GB.</summary>
    public const long DefaultCacheBytes = 10_000_000_000;

    private const string RegionOfEndpoints = "us-east-1";
    private const int MaxPrefixBytes = 200;

    private BucketAddress(string bucket, string prefix) => (Bucket, Prefix) = (bucket, prefix);

    /// <summary>The bucket's name.</summary>
    public string Bucket { get; }

    /// <summary>What every key begins with: empty, or names that each end in a slash.</summary>
    public string Prefix { get; }

    /// <summary>The server, where it is not Amazon's; its buckets are named by paths.</summary>
    public Uri? Endpoint { get; private init; }

    /// <summary>The region that requests are signed for; null where nobody named one.</summary>
    public string? Region { get; private init; }

    /// <summary>The most bytes of copies on a worker's machine.</summary>
    public long CacheBytes { get; private init; } = DefaultCacheBytes;

    /// <summary>The keys to sign with; null where the SDK is to look for them, such as with the machine's role.</summary>
    internal (string Id, string Secret, string? Session)? Keys { get; private init; }

    /// <summary>Reads an address, completed by the variables that other programs for such buckets know too.</summary>
    /// <param name="text">The address.</param>
    /// <param name="environment">Has <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL_S3</c> and the like; null where only the form matters.</param>
    /// <exception cref="FormatException">It cannot be used; the message fits after the address in a sentence, and shows no part of it.</exception>
    public static BucketAddress Parse(string text, IReadOnlyDictionary<string, string>? environment = null)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            throw new FormatException("is no address of a bucket");
        }

        var (bucket, options) = (match.Groups["bucket"].Value, Options(match.Groups["query"].Value));
        if (bucket.Contains('@'))
        {
            throw new FormatException("has keys in it, which would be shown; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and leave them out here");
        }

        if (!BucketName().IsMatch(bucket))
        {
            throw new FormatException("names no bucket: 3 to 63 of a-z, 0-9, '-' and '.'");
        }

        string? Variable(string name) => environment?.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        var endpoint = ServerOf(options.GetValueOrDefault("endpoint") ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL"));
        var region = options.GetValueOrDefault("region") ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? (endpoint is null ? null : RegionOfEndpoints);
        if (environment is not null && region is null)
        {
            throw new FormatException("names neither a region nor an endpoint; add ?region=eu-central-1 or ?endpoint=https://host, or set AWS_REGION");
        }

        return new BucketAddress(bucket, PrefixOf(match.Groups["prefix"].Value))
        {
            Endpoint = endpoint,
            Region = region,
            CacheBytes = options.TryGetValue("cache", out var size) ? Bytes(size) : DefaultCacheBytes,
            Keys = Variable("AWS_ACCESS_KEY_ID") is { } id && Variable("AWS_SECRET_ACCESS_KEY") is { } secret ? (id, secret, Variable("AWS_SESSION_TOKEN")) : null,
        };
    }

    /// <summary>Bucket, prefix and server, for people; no keys.</summary>
    public override string ToString() => $"s3://{Bucket}/{Prefix}".TrimEnd('/') + (Endpoint is null ? "" : $" at {Endpoint.Authority}");

    private static string PrefixOf(string text)
    {
        var names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Any(name => name is "." or ".." || name.Any(char.IsControl)) || Encoding.UTF8.GetByteCount(text) > MaxPrefixBytes)
        {
            throw new FormatException($"has a prefix with '.', '..' or control characters in it, or of more than {MaxPrefixBytes} bytes");
        }

        return string.Concat(names.Select(name => name + '/'));
    }

    private static Dictionary<string, string> Options(string query)
    {
        var options = new Dictionary<string, string>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (part, "");
            if (name is not ("endpoint" or "region" or "cache") || value.Length == 0)
            {
                throw new FormatException("has an option that is none: there are endpoint=URL, region=NAME and cache=SIZE");
            }

            options[name] = value;
        }

        return options;
    }

    private static Uri? ServerOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? uri
            : throw new FormatException("has an endpoint (or AWS_ENDPOINT_URL has one) that is no http(s) address");
    }

    private static long Bytes(string text)
    {
        var match = Size().Match(text);
        return match.Success && long.Parse(match.Groups["number"].Value) is > 0 and var number
            ? number * (match.Groups["unit"].Value switch { "MB" => 1_000_000, "GB" => 1_000_000_000, _ => 1_000_000_000_000 })
            : throw new FormatException("has a cache that is no size such as 500MB or 20GB");
    }

    [GeneratedRegex(@"\As3://(?<bucket>[^/?#]*)(/(?<prefix>[^?#]*))?(\?(?<query>[^#]*))?\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,6})(?<unit>[MGT]B)\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Size();
}
