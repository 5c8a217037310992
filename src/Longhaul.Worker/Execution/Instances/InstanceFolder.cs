using System.Text;

namespace Longhaul.Worker.Execution.Instances;

/// <summary>
/// The worker processes that use a data folder: <c>instances/ID</c> says who it is, and <c>instances/ID.lock</c> is locked for as long as it
/// lives. The lock goes with the process however it ends, so that a free one proves that it is gone.
/// </summary>
internal sealed class InstanceFolder(string dataFolder)
{
    private const string LockEnding = ".lock";
    private const int IdLength = 32;

    private readonly string _root = Path.Join(dataFolder, "instances");

    /// <summary>Writes down that this process lives.</summary>
    public LiveInstance Enter(string id)
    {
        Directory.CreateDirectory(_root);

        // Under another name until it is locked: whoever clears up after dead ones would find it free in between.
        var making = RecordOf(id) + ".new";
        var held = new FileStream(making, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.Move(making, LockOf(id));
        var file = new FileStream(RecordOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return new LiveInstance(this, id, held, file);
    }

    /// <summary>The ids of all that are written down, living or dead.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(_root)
            ? [.. Directory.GetFiles(_root, "*" + LockEnding).Select(path => Path.GetFileNameWithoutExtension(path)).Where(IsId)]
            : [];

    /// <summary>What a process wrote down, living or dead; null where it is not there.</summary>
    public InstanceRecord? Read(string id)
    {
        try
        {
            using var file = new FileStream(RecordOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return InstanceRecord.Parse(id, reader.ReadToEnd());
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes the place of a process that is gone; null while it lives, or while somebody else does the same.</summary>
    public FileStream? TryTakeOver(string id)
    {
        try
        {
            return new FileStream(LockOf(id), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Strikes a process off, while its lock is held.</summary>
    public void Forget(string id)
    {
        try
        {
            File.Delete(RecordOf(id));
            File.Delete(LockOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody removed the data folder under the worker: the record went with it.
        }
    }

    private string RecordOf(string id) => Path.Join(_root, id);

    private string LockOf(string id) => Path.Join(_root, id + LockEnding);

    private static bool IsId(string name) => name.Length == IdLength && name.All(char.IsAsciiHexDigitLower);
}
