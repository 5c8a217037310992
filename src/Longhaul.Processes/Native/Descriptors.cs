using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Longhaul.Processes.Native;

/// <summary>Raw file descriptors. All that are made here close on exec.</summary>
internal static unsafe class Descriptors
{
    /// <summary>A pipe whose read end does not block; the write end does, as programs expect of their output.</summary>
    internal static (int Read, int Write) OutputPipe()
    {
        var (read, write) = Pipe();
        Libc.Fcntl(read, Constants.SetStatusFlags, Constants.NonBlocking);
        return (read, write);
    }

    internal static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Constants.CloseOnExec) != 0)
        {
            throw LastError("A pipe could not be made");
        }
        return (AboveStandard(ends[0]), AboveStandard(ends[1]));
    }

    /// <summary>Returns the count read, 0 at the end, or minus the error number.</summary>
    internal static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.Read(fd, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }
                var error = Marshal.GetLastPInvokeError();
                if (error != Errno.Interrupted)
                {
                    return -error;
                }
            }
        }
    }

    /// <summary>Returns the count written, or minus the error number.</summary>
    internal static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var count = Libc.Write(fd, start, (nuint)bytes.Length);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    internal static int OpenProcess(int pid) => (int)Libc.SystemCall(Constants.PidfdOpen, pid, 0, 0, 0);

    internal static bool SignalProcess(int pidfd, int signal) => Libc.SystemCall(Constants.PidfdSendSignal, pidfd, signal, 0, 0) == 0;

    internal static Win32Exception LastError(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    // A worker started with its standard descriptors closed would otherwise get 0, 1 or 2 here, which the child's own would overwrite.
    static int AboveStandard(int fd)
    {
        if (fd > 2)
        {
            return fd;
        }
        var higher = Libc.Fcntl(fd, Constants.DuplicateCloseOnExec, 3);
        Libc.Close(fd);
        return higher >= 0 ? higher : throw LastError("A file descriptor above the standard ones could not be made");
    }
}
