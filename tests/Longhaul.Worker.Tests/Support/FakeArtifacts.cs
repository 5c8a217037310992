using Longhaul.Core.Artifacts;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Tests.Support;

/// <summary>A store of artifacts elsewhere that fails as told.</summary>
internal sealed class FakeArtifacts(string folder) : IArtifactStore
{
    private readonly LocalArtifactStore _inner = new(folder);

    public ArtifactStoreException? OnRequire { get; set; }

    public ArtifactStoreException? OnPublish { get; set; }

    public ArtifactStoreException? OnFind { get; set; }

    public bool IsOurs { get; set; } = true;

    public IReadOnlySet<string> Linked { get; private set; } = new HashSet<string>();

    public Task RequireAsync(CancellationToken cancel = default) => OnRequire is null ? Task.CompletedTask : throw OnRequire;

    public Task<ArtifactManifest?> PublishAsync(ArtifactPlace place, string folder, IReadOnlyList<string> patterns, CancellationToken cancel = default) =>
        OnPublish is null ? _inner.PublishAsync(place, folder, patterns, cancel) : throw OnPublish;

    public Task<string?> FindFolderAsync(ArtifactPlace place, string? manifest = null, CancellationToken cancel = default) =>
        OnFind is null || manifest is null ? _inner.FindFolderAsync(place, manifest, cancel) : throw OnFind;

    public Task<Stream?> OpenAsync(ArtifactPlace place, string path, CancellationToken cancel = default) => _inner.OpenAsync(place, path, cancel);

    public Task<int> SweepAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel = default) => _inner.SweepAsync(isWanted, cancel);

    public Task<bool> IsOfAsync(StoreStatus store, CancellationToken cancel = default) => Task.FromResult(IsOurs);

    public Task<int> TrimAsync(Func<IReadOnlySet<string>> linked, CancellationToken cancel = default)
    {
        Linked = linked();
        return Task.FromResult(0);
    }
}
