namespace Longhaul.Sqlite.Engine;

/// <summary>A small file that is written after a commit, so that watching processes wake. The log itself is never watched: it is written too often.</summary>
internal sealed class WakeFile(string path) : IDisposable
{
    private static readonly byte[] Mark = "w"u8.ToArray();
    private readonly Lock _gate = new();
    private FileStream? _file;

    public string Path => path;

    /// <summary>Makes the file where it is missing. False where that cannot be done.</summary>
    public bool Make()
    {
        lock (_gate)
        {
            return Opened() is not null;
        }
    }

    /// <summary>Writes a byte. A failure is not worth an error: others look at the store four times a second anyway.</summary>
    public void Touch()
    {
        lock (_gate)
        {
            if (Opened() is { } file)
            {
                Write(file);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream? Opened()
    {
        try
        {
            return _file ??= new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(FileStream file)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, Mark, 0);
        }
        catch (IOException)
        {
            file.Dispose();
            _file = null;
        }
    }
}
