using System.Runtime.InteropServices;

namespace Longhaul.Sqlite.Native;

/// <summary>
/// Waits for writes to one file. The framework's watcher watches whole folders, and would wake for every write to the log beside it.
/// </summary>
internal sealed partial class FileWatch : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const uint Modified = 0x2 | 0x4;
    private const short Readable = 1;
    private readonly int _watch = OperatingSystem.IsLinux() ? Init(CloseOnExec | NonBlocking) : -1;
    private readonly byte[] _events = new byte[4096];

    /// <summary>Watches a file, which must exist. False where that is not possible: then <see cref="Wait"/> only lets time pass.</summary>
    public bool Add(string path) => _watch >= 0 && AddWatch(_watch, path, Modified) >= 0;

    /// <summary>Returns after a write, or after the time.</summary>
    public void Wait(int milliseconds)
    {
        var wanted = new PollRequest { File = _watch, Wanted = Readable };
        if (Poll(ref wanted, 1, milliseconds) > 0)
        {
            while (Read(_watch, _events, _events.Length) > 0)
            {
            }
        }
    }

    public void Dispose()
    {
        if (_watch >= 0)
        {
            _ = Close(_watch);
        }
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Init(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(int watch, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Wanted;
        public short Happened;
    }
}
