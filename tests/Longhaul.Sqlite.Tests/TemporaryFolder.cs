namespace Longhaul.Sqlite.Tests;

/// <summary>A folder for a store, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("longhaul-sqlite-").FullName;

    public string Database => Path.Combine(Folder, "longhaul.db");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
