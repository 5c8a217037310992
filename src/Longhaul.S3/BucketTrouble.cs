using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>Says in one line what a bucket's errors mean, and what to do. What a server writes is not shown: it may repeat the key.</summary>
internal static class BucketTrouble
{
    /// <summary>What the error means; null where it is none of the bucket's.</summary>
    public static ArtifactStoreException? Of(Exception error, BucketAddress address, CancellationToken cancel) => error switch
    {
        OperationCanceledException when cancel.IsCancellationRequested => null,
        AmazonS3Exception answer when IsOverload(answer) => Away(address, $"it answers {(int)answer.StatusCode} {answer.ErrorCode}", answer),
        AmazonS3Exception answer => new ArtifactStoreException(ArtifactTrouble.Refused, $"The bucket {address} {Refusal(answer, address)}", answer),
        AmazonServiceException { InnerException: HttpRequestException or IOException or OperationCanceledException } network => Away(address, Innermost(network), network),
        AmazonClientException strange when address.Keys is not null => Away(address, "it answers what no S3-compatible server does; see that its endpoint is one", strange),
        AmazonClientException none => new ArtifactStoreException(
            ArtifactTrouble.Refused, $"There is no key for the bucket {address}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role", none),
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } or TimeoutException or OperationCanceledException => Away(address, Innermost(error), error),
        _ => null,
    };

    /// <summary>The bucket cannot be reached.</summary>
    public static ArtifactStoreException Away(BucketAddress address, string why, Exception? cause = null) =>
        new(ArtifactTrouble.Away, $"The bucket {address} is away: {why}", cause);

    private static bool IsOverload(AmazonS3Exception answer) =>
        (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || answer.ErrorCode is "SlowDown" or "RequestTimeout" or "InternalError" or "ServiceUnavailable" or "Throttling";

    private static string Refusal(AmazonS3Exception answer, BucketAddress address) => answer switch
    {
        { ErrorCode: "NoSuchUpload" } => "has lost a file while it was sent; see that no rule of the bucket removes unfinished uploads within a day",
        { ErrorCode: "NoSuchBucket" } or { StatusCode: HttpStatusCode.NotFound } => "is not there; make it, or name another one in LONGHAUL_ARTIFACTS",
        { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" or "Unauthorized" } or { StatusCode: HttpStatusCode.Unauthorized } =>
            $"does not know this key ({answer.ErrorCode}); check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        { ErrorCode: "RequestTimeTooSkewed" } => "finds that this machine's clock is wrong; let NTP set it",
        { StatusCode: HttpStatusCode.Forbidden } => "does not allow this key what is needed: to list, read, write and delete objects",
        { ErrorCode: "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" } or { StatusCode: HttpStatusCode.MovedPermanently } =>
            $"is not in the region {address.Region}; name its own by ?region= or AWS_REGION",
        _ => $"refuses with {(int)answer.StatusCode} {answer.ErrorCode}; see that it is a bucket of an S3-compatible server",
    };

    private static string Innermost(Exception error) => error switch
    {
        { InnerException: { } inner } => Innermost(inner),
        OperationCanceledException => "it does not answer",
        _ => error.Message.TrimEnd('.'),
    };
}
