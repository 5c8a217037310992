using System.Text;

namespace Longhaul.Worker.Execution.Output;

/// <summary>The whole output of an attempt, as its bytes came, in a file. A disk that says no ends the file, never the job.</summary>
internal sealed class LogFile(string path, long maxBytes) : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private FileStream? _stream;
    private long _bytes;
    private bool _over;

    /// <summary>Why the file could not be written, once that happened.</summary>
    public IOException? Problem { get; private set; }

    /// <summary>Adds bytes, and the end of a line after them. The file is made with the first.</summary>
    public void Write(ReadOnlySpan<byte> bytes, bool endLine)
    {
        if (_over)
        {
            return;
        }

        try
        {
            _stream ??= Open();
            WriteWithin(_stream, bytes, endLine);
        }
        catch (IOException problem)
        {
            Fail(problem);
        }
    }

    /// <summary>Hands what is buffered to the system.</summary>
    public void Flush()
    {
        try
        {
            _stream?.Flush();
        }
        catch (IOException problem)
        {
            Fail(problem);
        }
    }

    public void Dispose()
    {
        Flush();
        _over = true;
        Close();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
    }

    private void WriteWithin(FileStream stream, ReadOnlySpan<byte> bytes, bool endLine)
    {
        _bytes += bytes.Length + 1;
        if (_bytes > maxBytes)
        {
            stream.Write(Encoding.UTF8.GetBytes($"… output beyond {ByteSize.Show(maxBytes)} was not kept\n"));
            _over = true;
            return;
        }

        stream.Write(bytes);
        if (endLine)
        {
            stream.WriteByte((byte)'\n');
        }
    }

    private void Fail(IOException problem)
    {
        Problem ??= problem;
        _over = true;
        Close();
    }

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException problem)
        {
            Problem ??= problem;
        }

        _stream = null;
    }
}
