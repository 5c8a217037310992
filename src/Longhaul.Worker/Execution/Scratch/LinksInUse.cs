using Longhaul.Core.Artifacts;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>
/// Whether running attempts have links to what an attempt published. All links are read at once and kept for some seconds: where a list of thousands was taken
/// back, each of its items asks.
/// </summary>
internal sealed class LinksInUse(string dataFolder, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private HashSet<string>? _places;
    private long _readAt;

    public bool Contains(ArtifactPlace place)
    {
        if (_places is null || clock.GetElapsedTime(_readAt) >= Kept)
        {
            (_readAt, _places) = (clock.GetTimestamp(), [.. LinkedFolders.In(dataFolder).Select(EndOf)]);
        }

        return _places.Contains(place.Folder);
    }

    // As many names as a place has.
    private static string EndOf(string folder) => string.Join('/', folder.Split(Path.DirectorySeparatorChar).TakeLast(4));
}
