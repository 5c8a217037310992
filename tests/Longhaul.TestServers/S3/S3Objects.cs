using System.Globalization;
using System.Security.Cryptography;

namespace Longhaul.TestServers.S3;

/// <summary>An object of the test server.</summary>
/// <param name="File">The file with its bytes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Type">Its content type.</param>
/// <param name="Sha256">Its metadata of that name.</param>
/// <param name="Mode">Its metadata of that name.</param>
/// <param name="Modified">When it was written.</param>
public sealed record S3Object(string File, long Size, string? Type, string? Sha256, string? Mode, DateTimeOffset Modified);

/// <summary>What the test server holds, in files of its own.</summary>
internal sealed class S3Objects : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-s3-").FullName;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, S3Object> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unfinished> _uploads = [];
    private int _files;

    public SortedDictionary<string, S3Object> All
    {
        get
        {
            lock (_gate)
            {
                return new(_objects, StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<(string Key, string Id)> Uploads
    {
        get
        {
            lock (_gate)
            {
                return [.. _uploads.Select(upload => (upload.Value.Key, Id: upload.Key)).OrderBy(upload => upload.Key, StringComparer.Ordinal).ThenBy(upload => upload.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Takes a body in. Null where it is not what its SHA-256 says.</summary>
    public async Task<(string File, long Size)?> ReceiveAsync(Stream body, string? sha256, CancellationToken cancel)
    {
        var path = Path.Join(_folder, Interlocked.Increment(ref _files).ToString(CultureInfo.InvariantCulture));
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await body.CopyToAsync(file, cancel);
            file.Position = 0;
            var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
            return sha256 is { Length: 64 } && sha256 != actual ? null : (path, file.Length);
        }
    }

    public void Put(string key, S3Object value)
    {
        lock (_gate)
        {
            _objects[key] = value;
        }
    }

    public void Remove(string key)
    {
        lock (_gate)
        {
            _objects.Remove(key);
        }
    }

    public string Begin(string key, string? type, string? sha256, string? mode)
    {
        lock (_gate)
        {
            var id = Guid.NewGuid().ToString("N");
            _uploads[id] = new Unfinished(key, type, sha256, mode, []);
            return id;
        }
    }

    public bool AddPart(string upload, int number, string file)
    {
        lock (_gate)
        {
            return _uploads.TryGetValue(upload, out var known) && (known.Parts[number] = file) is not null;
        }
    }

    public async Task<bool> CompleteAsync(string upload, DateTimeOffset now)
    {
        Unfinished? whole;
        lock (_gate)
        {
            if (!_uploads.Remove(upload, out whole))
            {
                return false;
            }
        }

        var path = Path.Join(_folder, upload);
        await using (var target = new FileStream(path, FileMode.CreateNew))
        {
            foreach (var part in whole.Parts.Values)
            {
                await using var source = File.OpenRead(part);
                await source.CopyToAsync(target);
            }
        }

        Put(whole.Key, new S3Object(path, new FileInfo(path).Length, whole.Type, whole.Sha256, whole.Mode, now));
        return true;
    }

    public bool Abort(string upload)
    {
        lock (_gate)
        {
            return _uploads.Remove(upload);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed record Unfinished(string Key, string? Type, string? Sha256, string? Mode, SortedDictionary<int, string> Parts);
}
