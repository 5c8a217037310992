using System.Runtime.InteropServices;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Reads small files of /proc. A process may vanish at any time, and that is no error; to have no descriptor left to look with is
/// one, or everybody would seem dead.</summary>
internal static class ProcFile
{
    /// <summary>Returns the count of bytes read, or -1 where the process or the permission is gone.</summary>
    /// <exception cref="IOException">This process or the machine is out of descriptors or memory.</exception>
    internal static int Read(string path, Span<byte> buffer)
    {
        var fd = Libc.Open(path, Constants.ReadOnly | Constants.CloseOnExec);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError() is Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoMemory
                ? throw new IOException("Out of file descriptors or memory while looking at processes.")
                : -1;
        }
        var total = 0;
        int count;
        do
        {
            count = Descriptors.Read(fd, buffer[total..]);
            total += Math.Max(count, 0);
        }
        while (count > 0 && total < buffer.Length);
        Libc.Close(fd);
        return count < 0 && total == 0 ? -1 : total;
    }
}
