using Longhaul.Core.Stores;

namespace Longhaul.Core.Artifacts;

/// <summary>Files that jobs publish. A folder becomes visible with the acceptance of its attempt's outcome, never before and never half.</summary>
/// <exception cref="ArtifactStoreException">Any method of a store elsewhere: it is away, or refuses, or what it has is damaged.</exception>
public interface IArtifactStore
{
    /// <summary>
    /// Checks the files of a folder that nobody writes to any more, takes them over into the place and makes them durable.
    /// Returns null, and leaves the folder, where there is nothing to publish.
    /// </summary>
    /// <param name="place">The attempt.</param>
    /// <param name="folder">The folder; it is moved away.</param>
    /// <param name="patterns">Which files, with <c>*</c> and <c>?</c>, matched against the relative path; none for all of them. The others are lost.</param>
    /// <param name="cancel">Gives up; the folder may have been moved.</param>
    /// <exception cref="UnsafePathException">
    /// A link, a second name of a file, something that is no file or cannot be read, a bad name, or too many files; or the folder is a link itself.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    Task<ArtifactManifest?> PublishAsync(
        ArtifactPlace place, string folder, IReadOnlyList<string> patterns, CancellationToken cancel = default);

    /// <summary>A local folder with the files of the place, or null where there are none.</summary>
    /// <param name="place">The attempt.</param>
    /// <param name="manifest">
    /// The accepted attempt's manifest as JSON text, by which files that are elsewhere are brought here and checked; null for what is here already.
    /// </param>
    /// <param name="cancel">Gives up.</param>
    Task<string?> FindFolderAsync(ArtifactPlace place, string? manifest = null, CancellationToken cancel = default);

    /// <summary>Opens a file of the place for reading; null where there is none.</summary>
    /// <exception cref="UnsafePathException">The path leaves the place.</exception>
    Task<Stream?> OpenAsync(ArtifactPlace place, string path, CancellationToken cancel = default);

    /// <summary>Removes the folders of attempts that are not wanted (any more). Returns how many.</summary>
    Task<int> SweepAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel = default);

    /// <summary>Returns where the store can be used now; asked before a command is begun, which would otherwise work for nothing.</summary>
    Task RequireAsync(CancellationToken cancel = default) => Task.CompletedTask;

    /// <summary>True where what it holds belongs to this store of jobs, so that it may be swept; what is nobody's becomes so.</summary>
    /// <param name="store">Tells the store of jobs from others.</param>
    /// <param name="cancel">Gives up.</param>
    Task<bool> IsOfAsync(StoreStatus store, CancellationToken cancel = default) => Task.FromResult(true);

    /// <summary>Removes copies of files that are kept elsewhere, what was not used for longest first, down to the store's bound. Returns how many folders.</summary>
    /// <param name="linked">Gives the full paths of folders that running attempts use; they stay.</param>
    /// <param name="cancel">Gives up.</param>
    Task<int> TrimAsync(Func<IReadOnlySet<string>> linked, CancellationToken cancel = default) => Task.FromResult(0);
}
