using System.Runtime.InteropServices;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Native;

/// <summary>An advisory lock on a whole file, freed by the kernel when its process dies.</summary>
internal sealed partial class FileLock : IDisposable
{
    private const int ReadWrite = 2;
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const int Interrupted = 4;
    private static readonly int CreateAndCloseOnExec = OperatingSystem.IsMacOS() ? 0x200 | 0x1000000 : 0x40 | 0x80000;
    private readonly int _file;

    public FileLock(string path)
    {
        _file = Open(path, ReadWrite | CreateAndCloseOnExec, 0x1B6);
        if (_file < 0)
        {
            var reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            throw new StoreUnusableException($"the file {path} cannot be made: {reason}; the store needs a folder in which files can be made");
        }
    }

    /// <summary>Waits in the kernel until the lock is free.</summary>
    public void Take() => Call(Exclusive);

    public void Free() => Call(Unlock);

    public void Dispose() => _ = Close(_file);

    private void Call(int operation)
    {
        while (Flock(_file, operation) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new IOException("flock: " + Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int file, int operation);
}
