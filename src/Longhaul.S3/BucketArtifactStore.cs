using Longhaul.Core.Artifacts;
using Longhaul.Core.Stores;

namespace Longhaul.S3;

/// <summary>
/// Artifacts in a bucket that any number of machines share. Keys are the paths of a local folder, <c>PREFIX/runs/RUN/STEP/JOB-TOKEN/PATH</c>; what a machine
/// has published or read stays there as a copy until its bound is reached.
/// </summary>
public sealed class BucketArtifactStore : IArtifactStore, IDisposable
{
    private readonly Bucket _bucket;
    private readonly LocalArtifactStore _copies;
    private readonly Upload _upload;
    private readonly Arrivals _arrivals;
    private readonly BucketSweep _sweep;
    private readonly BucketPatience _patience;
    private readonly CopyTrim _trim;

    /// <summary>Opens a bucket; nothing is sent yet.</summary>
    /// <param name="address">The bucket.</param>
    /// <param name="folder">Where copies lie; it is made when it is needed.</param>
    /// <param name="clock">The clock of waits; null for the system's.</param>
    public BucketArtifactStore(BucketAddress address, string folder, TimeProvider? clock = null)
        : this(new Bucket(address), folder, clock ?? TimeProvider.System, Upload.DefaultPartBytes) { }

    internal BucketArtifactStore(Bucket bucket, string folder, TimeProvider clock, long partBytes)
    {
        _bucket = bucket;
        _copies = new LocalArtifactStore(folder);
        _arrivals = new Arrivals(bucket, _copies, folder);
        _sweep = new BucketSweep(bucket, clock);
        _patience = new BucketPatience(bucket, clock);
        _upload = new Upload(bucket, _patience, partBytes);
        _trim = new CopyTrim(folder, bucket.Address.CacheBytes, clock);
    }

    /// <inheritdoc/>
    public async Task<ArtifactManifest?> PublishAsync(
        ArtifactPlace place, string folder, IReadOnlyList<string> patterns, CancellationToken cancel = default)
    {
        var manifest = await _copies.PublishAsync(place, folder, patterns, cancel);
        if (manifest is null)
        {
            return null;
        }

        var prefix = BucketKeys.Of(_bucket.Address, place);
        Upload.Check(prefix, manifest);
        var copy = await _copies.FindFolderAsync(place, cancel: cancel) ?? throw new DirectoryNotFoundException($"The folder of {place.Folder} has vanished.");
        await _upload.RunAsync(prefix, copy, manifest, () => _trim.Touch(copy), cancel);
        return manifest;
    }

    /// <inheritdoc/>
    public async Task<string?> FindFolderAsync(ArtifactPlace place, string? manifest = null, CancellationToken cancel = default)
    {
        var folder = await _copies.FindFolderAsync(place, cancel: cancel)
            ?? (manifest is null ? null : await _arrivals.BringAsync(place, ArtifactManifest.Parse(manifest), cancel));
        if (folder is not null)
        {
            _trim.Touch(folder);
        }

        return folder;
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(ArtifactPlace place, string path, CancellationToken cancel = default)
    {
        var key = BucketKeys.Of(_bucket.Address, place) + string.Join('/', SafePath.Names(path));
        return await _copies.OpenAsync(place, path, cancel) ?? (await _bucket.OpenAsync(key, 0, cancel))?.ResponseStream;
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel = default)
    {
        _arrivals.RemoveStale();
        var here = await _copies.SweepAsync(isWanted, cancel);
        return here + await _sweep.RunAsync(isWanted, cancel);
    }

    /// <inheritdoc/>
    public Task RequireAsync(CancellationToken cancel = default) => _patience.RequireAsync(cancel);

    /// <inheritdoc/>
    public Task<bool> IsOfAsync(StoreStatus store, CancellationToken cancel = default) => BucketStamp.IsOfAsync(_bucket, store, cancel);

    /// <inheritdoc/>
    public Task<int> TrimAsync(Func<IReadOnlySet<string>> linked, CancellationToken cancel = default) => _trim.RunAsync(linked, cancel);

    /// <summary>Closes its connections.</summary>
    public void Dispose()
    {
        _bucket.Dispose();
        _arrivals.Dispose();
    }
}
