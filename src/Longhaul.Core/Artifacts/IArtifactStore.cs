namespace Longhaul.Core.Artifacts;

/// <summary>Files that jobs publish. A folder becomes visible with the acceptance of its attempt's outcome, never before and never half.</summary>
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
    Task<string?> FindFolderAsync(ArtifactPlace place, CancellationToken cancel = default);

    /// <summary>Opens a file of the place for reading; null where there is none.</summary>
    /// <exception cref="UnsafePathException">The path leaves the place.</exception>
    Task<Stream?> OpenAsync(ArtifactPlace place, string path, CancellationToken cancel = default);

    /// <summary>Removes the folders of attempts that are not wanted (any more). Returns how many.</summary>
    Task<int> SweepAsync(Func<ArtifactPlace, Task<bool>> isWanted, CancellationToken cancel = default);
}
