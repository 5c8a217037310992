using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Longhaul.TestServers.S3;

/// <summary>
/// A small S3-compatible server with one bucket, on loopback: objects in one piece and in parts, ranges, listing, and removing many at once. It knows one
/// key, checks the SHA-256 that a request is signed with, and does wrong what it is told to.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>The bucket's name.</summary>
    public const string Bucket = "artifacts";

    /// <summary>The one key that it knows, and its secret.</summary>
    public const string KeyId = "AKIALONGHAULTEST", Secret = "no-secret-at-all";

    private const int MaxListed = 1_000;

    private readonly WebApplication _app;
    private readonly S3Objects _objects = new();
    private readonly ConcurrentQueue<S3Request> _requests = new();

    private int _disposed;

    private S3Server(WebApplication app) => (_app, Endpoint) = (app, new Uri(app.Urls.Single()));

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; }

    /// <summary>The variables by which a program uses it, under the prefix <c>films</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["LONGHAUL_ARTIFACTS"] = $"s3://{Bucket}/films?endpoint={Endpoint}", ["AWS_ACCESS_KEY_ID"] = KeyId, ["AWS_SECRET_ACCESS_KEY"] = Secret,
    };

    /// <summary>What goes wrong with a request.</summary>
    public Func<S3Request, S3Fault> Faults { get; set; } = _ => S3Fault.None;

    /// <summary>Runs before a request is served, such as to hold it up.</summary>
    public Func<S3Request, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>The most objects of one listing.</summary>
    public int ListedAtOnce { get; set; } = MaxListed;

    /// <summary>All objects by their keys.</summary>
    public IReadOnlyDictionary<string, S3Object> Objects => _objects.All;

    /// <summary>The keys of what is in parts and not complete.</summary>
    public IReadOnlyList<string> Unfinished => [.. _objects.Uploads.Select(upload => upload.Key)];

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<S3Request> Requests => [.. _requests];

    /// <summary>Starts one on a free port.</summary>
    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        S3Server? server = null;
        app.Run(context => server!.ServeAsync(context));
        await app.StartAsync();
        return server = new S3Server(app);
    }

    /// <summary>The bytes of an object.</summary>
    public Task<byte[]> ReadAsync(string key) => File.ReadAllBytesAsync(Objects[key].File);

    /// <summary>Puts an object there.</summary>
    public async Task PutAsync(string key, string text)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var (file, size) = (await _objects.ReceiveAsync(body, null, CancellationToken.None))!.Value;
        _objects.Put(key, new S3Object(file, size, null, null, null, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Removes an object.</summary>
    public void Remove(string key) => _objects.Remove(key);

    /// <summary>Removes what is in parts and not complete.</summary>
    public void AbortAll() => _objects.Uploads.ToList().ForEach(upload => _objects.Abort(upload.Id));

    /// <summary>Begins an object in parts that nobody completes.</summary>
    public void Begin(string key) => _objects.Begin(key, null, null, null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _app.DisposeAsync();
            _objects.Dispose();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = Uri.UnescapeDataString(target.Split('?')[0]).TrimStart('/');
        var (bucket, key) = path.Split('/', 2) is [var name, var rest] ? (name, rest) : (path, "");
        var request = new S3Request(context.Request.Method, key, context.Request.QueryString.Value?.TrimStart('?') ?? "");
        _requests.Enqueue(request);
        await Before(request);
        var fault = Faults(request);
        if (!context.Request.Headers.Authorization.ToString().Contains($"Credential={KeyId}/", StringComparison.Ordinal))
        {
            await RefuseAsync(context, 403, "InvalidAccessKeyId");
        }
        else if (bucket != Bucket)
        {
            await RefuseAsync(context, 404, "NoSuchBucket");
        }
        else if (fault == S3Fault.Busy)
        {
            await RefuseAsync(context, 503, "SlowDown");
        }
        else if (fault == S3Fault.Cut && request.Method != "GET")
        {
            context.Abort();
        }
        else
        {
            await (key.Length == 0 ? ServeBucketAsync(context, request) : ServeObjectAsync(context, request, fault));
        }
    }

    private async Task ServeBucketAsync(HttpContext context, S3Request request)
    {
        var query = context.Request.Query;
        switch (request.Method)
        {
            case "GET" when query.ContainsKey("uploads"):
                await ListUploadsAsync(context, query);
                break;
            case "GET":
                await ListAsync(context, query);
                break;
            case "POST" when query.ContainsKey("delete"):
                var body = await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
                body.Descendants().Where(element => element.Name.LocalName == "Key").ToList().ForEach(gone => _objects.Remove(gone.Value));
                await WriteAsync(context, new XElement("DeleteResult"));
                break;
            default:
                await RefuseAsync(context, 400, "NotImplemented");
                break;
        }
    }

    private async Task ListUploadsAsync(HttpContext context, IQueryCollection query)
    {
        var (key, id) = (query["key-marker"].ToString(), query["upload-id-marker"].ToString());
        var found = _objects.Uploads.Where(upload => upload.Key.StartsWith(query["prefix"].ToString(), StringComparison.Ordinal))
            .Where(upload => string.CompareOrdinal(upload.Key, key) is var after && (after > 0 || (after == 0 && id.Length > 0 && string.CompareOrdinal(upload.Id, id) > 0))).ToList();
        var shown = found.Take(ListedAtOnce).ToList();
        var isTruncated = found.Count > shown.Count;
        await WriteAsync(context, new XElement(
            "ListMultipartUploadsResult",
            new XElement("IsTruncated", isTruncated ? "true" : "false"),
            isTruncated ? new[] { new XElement("NextKeyMarker", shown[^1].Key), new XElement("NextUploadIdMarker", shown[^1].Id) } : null,
            shown.Select(upload => new XElement("Upload", new XElement("Key", upload.Key), new XElement("UploadId", upload.Id)))));
    }

    private async Task ListAsync(HttpContext context, IQueryCollection query)
    {
        var most = Math.Min(ListedAtOnce, int.TryParse(query["max-keys"], CultureInfo.InvariantCulture, out var asked) ? asked : MaxListed);
        var found = Objects.Where(one => one.Key.StartsWith(query["prefix"].ToString(), StringComparison.Ordinal)
            && string.CompareOrdinal(one.Key, query["continuation-token"].ToString()) > 0).ToList();
        var shown = found.Take(most).ToList();
        await WriteAsync(context, new XElement(
            "ListBucketResult",
            new XElement("Name", Bucket),
            new XElement("IsTruncated", found.Count > shown.Count ? "true" : "false"),
            found.Count > shown.Count ? new XElement("NextContinuationToken", shown[^1].Key) : null,
            shown.Select(one => new XElement(
                "Contents", new XElement("Key", one.Key), new XElement("Size", one.Value.Size),
                new XElement("LastModified", one.Value.Modified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))))));
    }

    private Task ServeObjectAsync(HttpContext context, S3Request request, S3Fault fault)
    {
        var query = context.Request.Query;
        return (request.Method, query.ContainsKey("uploads"), query.ContainsKey("uploadId")) switch
        {
            ("PUT", _, false) => PutAsync(context, request.Key),
            ("PUT", _, true) => PutPartAsync(context, query["uploadId"].ToString(), int.Parse(query["partNumber"].ToString(), CultureInfo.InvariantCulture)),
            ("POST", true, _) => BeginAsync(context, request.Key),
            ("POST", _, true) => CompleteAsync(context, query["uploadId"].ToString()),
            ("DELETE", _, true) => AbortAsync(context, query["uploadId"].ToString()),
            ("GET", _, _) => GetAsync(context, request.Key, fault),
            _ => RefuseAsync(context, 400, "NotImplemented"),
        };
    }

    private async Task PutAsync(HttpContext context, string key)
    {
        if (await ReceiveAsync(context) is { } got)
        {
            _objects.Put(key, new S3Object(got.File, got.Size, context.Request.ContentType, Meta(context, "sha256"), Meta(context, "mode"), TimeProvider.System.GetUtcNow()));
        }
    }

    private async Task PutPartAsync(HttpContext context, string upload, int number)
    {
        if (await ReceiveAsync(context) is { } got && !_objects.AddPart(upload, number, got.File))
        {
            await RefuseAsync(context, 404, "NoSuchUpload");
        }
    }

    private async Task<(string File, long Size)?> ReceiveAsync(HttpContext context)
    {
        var got = await _objects.ReceiveAsync(context.Request.Body, context.Request.Headers["x-amz-content-sha256"], context.RequestAborted);
        context.Response.Headers.ETag = $"\"{Guid.NewGuid():N}\"";
        await (got is null ? RefuseAsync(context, 400, "XAmzContentSHA256Mismatch") : Task.CompletedTask);
        return got;
    }

    private Task BeginAsync(HttpContext context, string key) => WriteAsync(context, new XElement(
        "InitiateMultipartUploadResult", new XElement("Bucket", Bucket), new XElement("Key", key),
        new XElement("UploadId", _objects.Begin(key, context.Request.ContentType, Meta(context, "sha256"), Meta(context, "mode")))));

    private async Task CompleteAsync(HttpContext context, string upload) =>
        await (await _objects.CompleteAsync(upload, TimeProvider.System.GetUtcNow())
            ? WriteAsync(context, new XElement("CompleteMultipartUploadResult", new XElement("ETag", "\"whole\"")))
            : RefuseAsync(context, 404, "NoSuchUpload"));

    private Task AbortAsync(HttpContext context, string upload)
    {
        if (!_objects.Abort(upload))
        {
            return RefuseAsync(context, 404, "NoSuchUpload");
        }

        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private async Task GetAsync(HttpContext context, string key, S3Fault fault)
    {
        if (!Objects.TryGetValue(key, out var found))
        {
            await RefuseAsync(context, 404, "NoSuchKey");
            return;
        }

        var from = context.Request.Headers.Range.ToString() is { Length: > 0 } range ? long.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        (context.Response.StatusCode, context.Response.ContentLength) = (from > 0 ? 206 : 200, found.Size - from);
        context.Response.ContentType = found.Type;
        context.Response.Headers["x-amz-meta-mode"] = found.Mode;
        await using var file = File.OpenRead(found.File);
        file.Position = from;
        await SendAsync(context, file, fault);
    }

    private static async Task SendAsync(HttpContext context, FileStream file, S3Fault fault)
    {
        var buffer = new byte[16 * 1024];
        var half = (file.Length - file.Position) / 2;
        for (var sent = 0L; await file.ReadAsync(buffer, context.RequestAborted) is > 0 and var read; sent += read)
        {
            if (fault == S3Fault.Corrupt && sent == 0)
            {
                buffer[0] ^= 1;
            }

            var part = fault == S3Fault.Cut ? (int)Math.Min(read, half - sent) : read;
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, part), context.RequestAborted);
            if (part < read)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            }
        }
    }

    private static string? Meta(HttpContext context, string name) => context.Request.Headers[$"x-amz-meta-{name}"];

    private static Task WriteAsync(HttpContext context, XElement xml)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(new XDocument(new XDeclaration("1.0", "UTF-8", null), xml).ToString(), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new XElement("Error", new XElement("Code", code), new XElement("Message", $"{code} for {KeyId}"), new XElement("RequestId", "1")));
    }
}
