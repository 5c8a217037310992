using System.Runtime.InteropServices;

namespace Longhaul.Cli.Output;

/// <summary>
/// Writes to a file descriptor. Unlike the console's own stream it says so when the reader has gone, so that <c>logs -f | head</c> ends;
/// but not where it is for remarks: what cannot be told must not change what is done, nor the exit code.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int BrokenPipe = 32;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    private readonly int _descriptor;
    private readonly bool _forRemarks;

    public StandardStream(int descriptor, bool forRemarks = false) => (_descriptor, _forRemarks) = (descriptor, forRemarks);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteSome(_descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written > 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (_forRemarks && error is not (Interrupted or TryAgain))
            {
                return;
            }

            ThrowUnlessPassing(error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void ThrowUnlessPassing(int error)
    {
        switch (error)
        {
            case BrokenPipe:
                throw new OutputClosedException();
            case Interrupted or TryAgain:
                break;
            default:
                throw new OutputFailedException($"the output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ref byte buffer, nint count);
}

/// <summary>Whoever read the output has gone; nothing more needs to be said.</summary>
internal sealed class OutputClosedException : IOException;

/// <summary>The output takes no more: a full disk, or it was closed from the start.</summary>
internal sealed class OutputFailedException(string message) : IOException(message);
