using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>The calls that are made to a bucket; each error is one that says what to do.</summary>
internal sealed class Bucket : IDisposable
{
    /// <summary>The most objects of one call.</summary>
    public const int MaxBatch = 1_000;

    private const int DefaultRetries = 3;

    // Of one request, with its body: a part goes at 100 KB/s or faster.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly AmazonS3Client _client;

    /// <summary>Opens a bucket; nothing is sent yet.</summary>
    /// <param name="address">The bucket.</param>
    /// <param name="retries">How often a call is made again at once where the bucket is away.</param>
    public Bucket(BucketAddress address, int retries = DefaultRetries)
    {
        Address = address;
        var config = new AmazonS3Config
        {
            MaxErrorRetry = retries,
            Timeout = Patience,
            ConnectTimeout = ConnectPatience,
            ForcePathStyle = address.Endpoint is not null,
            IgnoreConfiguredEndpointUrls = true,
            // Not every server knows the newer checksums; each request is signed with the SHA-256 of its body instead.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (address.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = address.Region;
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(address.Region);
        }

        _client = address.Keys switch
        {
            null => new AmazonS3Client(config),
            (var id, var secret, null) => new AmazonS3Client(new BasicAWSCredentials(id, secret), config),
            (var id, var secret, var session) => new AmazonS3Client(new SessionAWSCredentials(id, secret, session), config),
        };
    }

    public BucketAddress Address { get; }

    /// <summary>Writes a small object.</summary>
    public Task PutAsync(string key, string text, CancellationToken cancel) => CallAsync(
        () => _client.PutObjectAsync(new PutObjectRequest { BucketName = Address.Bucket, Key = key, ContentBody = text, UseChunkEncoding = false }, cancel), cancel);

    /// <summary>Writes a file in one piece.</summary>
    public Task<PutObjectResponse> PutFileAsync(string key, string path, ArtifactFile about, CancellationToken cancel)
    {
        var request = new PutObjectRequest { BucketName = Address.Bucket, Key = key, FilePath = path, ContentType = about.Type, UseChunkEncoding = false };
        Describe(request.Metadata, path, about);
        return CallAsync(() => _client.PutObjectAsync(request, cancel), cancel);
    }

    /// <summary>Begins a file in several parts. Answers with what it is continued by.</summary>
    public async Task<string> BeginAsync(string key, string path, ArtifactFile about, CancellationToken cancel)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = Address.Bucket, Key = key, ContentType = about.Type };
        Describe(request.Metadata, path, about);
        return (await CallAsync(() => _client.InitiateMultipartUploadAsync(request, cancel), cancel)).UploadId;
    }

    /// <summary>Writes a part of a file. Answers with the tag that the end names it by.</summary>
    public async Task<string> PutPartAsync(string key, string upload, int number, string path, long position, long size, CancellationToken cancel)
    {
        var request = new UploadPartRequest
        {
            BucketName = Address.Bucket, Key = key, UploadId = upload, PartNumber = number, FilePath = path, FilePosition = position, PartSize = size, UseChunkEncoding = false,
        };
        return (await CallAsync(() => _client.UploadPartAsync(request, cancel), cancel)).ETag;
    }

    /// <summary>Makes an object of its parts.</summary>
    public Task<CompleteMultipartUploadResponse> CompleteAsync(string key, string upload, IReadOnlyList<string> tags, CancellationToken cancel)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = Address.Bucket, Key = key, UploadId = upload, PartETags = [.. tags.Select((tag, i) => new PartETag(i + 1, tag))] };
        return CallAsync(() => _client.CompleteMultipartUploadAsync(request, cancel), cancel);
    }

    /// <summary>Removes the parts of a file that never became one. Where they are gone already, there is nothing to do.</summary>
    public async Task AbortAsync(string key, string upload, CancellationToken cancel)
    {
        try
        {
            await CallAsync(
                () => _client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = Address.Bucket, Key = key, UploadId = upload }, cancel), cancel);
        }
        catch (ArtifactStoreException error) when (error.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            // Another machine, a rule of the bucket, or whoever sends it was first.
        }
    }

    /// <summary>Opens an object from a byte on; null where there is none. To be disposed.</summary>
    public async Task<GetObjectResponse?> OpenAsync(string key, long from, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = Address.Bucket, Key = key, ByteRange = from == 0 ? null : new ByteRange($"bytes={from}-") };
        try
        {
            return await CallAsync(() => _client.GetObjectAsync(request, cancel), cancel);
        }
        catch (ArtifactStoreException error) when (error.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            return null;
        }
    }

    /// <summary>A part of the objects whose keys begin so, in the order of their keys, and where the next begins; at most 1,000.</summary>
    public async Task<(IReadOnlyList<S3Object> Objects, string? Next)> ListAsync(string prefix, string? from, int most, CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = Address.Bucket, Prefix = prefix, ContinuationToken = from, MaxKeys = most };
        var answer = await CallAsync(() => _client.ListObjectsV2Async(request, cancel), cancel);
        return (answer.S3Objects ?? [], answer.IsTruncated == true ? answer.NextContinuationToken : null);
    }

    /// <summary>A part of the files in several parts that are under way, or were left, and behind which one the next begin; at most 1,000.</summary>
    public async Task<(IReadOnlyList<MultipartUpload> Uploads, (string Key, string? Upload)? Next)> ListUnfinishedAsync(
        string prefix, (string Key, string? Upload)? from, CancellationToken cancel)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Address.Bucket, Prefix = prefix, KeyMarker = from?.Key, UploadIdMarker = from?.Upload };
        var answer = await CallAsync(() => _client.ListMultipartUploadsAsync(request, cancel), cancel);
        return (answer.MultipartUploads ?? [], answer.IsTruncated == true && answer.NextKeyMarker is { Length: > 0 } key ? (key, answer.NextUploadIdMarker) : null);
    }

    /// <summary>Removes objects, at most 1,000; those that are not there are passed over.</summary>
    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancel) => CallAsync(
        () => _client.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = Address.Bucket, Quiet = true, Objects = [.. keys.Select(key => new KeyVersion { Key = key })] }, cancel),
        cancel);

    public void Dispose() => _client.Dispose();

    private static void Describe(MetadataCollection metadata, string path, ArtifactFile about)
    {
        metadata.Add("sha256", about.Sha256);
        if (ObjectMode.Of(path) is { } mode)
        {
            metadata.Add(ObjectMode.Name, mode);
        }
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (Exception error)
        {
            if (BucketTrouble.Of(error, Address, cancel) is { } trouble)
            {
                throw trouble;
            }

            throw;
        }
    }
}
