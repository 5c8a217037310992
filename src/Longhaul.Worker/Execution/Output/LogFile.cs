using System.Text;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Output;

/// <summary>The whole output of an attempt, as its bytes came, in a file. A disk that is full, or nearly so, ends the file, never the job.</summary>
/// <param name="path">Where it is made with the first bytes.</param>
/// <param name="caps">How large it may grow, and how much room it leaves.</param>
/// <param name="ended">Told once why it is not complete, where that is the disk's doing.</param>
internal sealed class LogFile(string path, LogCaps caps, Action<string> ended) : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private readonly DiskRoom _room = new(Path.GetDirectoryName(path)!, caps.FreeBytes);
    private FileStream? _stream;
    private long _bytes;
    private bool _over;
    private bool _told;

    /// <summary>True once something was left out.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Adds bytes, and the end of a line after them. Returns a line for the log where the file ends here for want of room.</summary>
    public string? Write(ReadOnlySpan<byte> bytes, bool endLine)
    {
        if (_over)
        {
            return null;
        }

        try
        {
            _stream ??= Open();
            if (_room.FreeIfShort(bytes.Length + 1) is { } free)
            {
                return EndEarly(_stream, free);
            }

            WriteWithin(_stream, bytes, endLine);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Fail(problem);
        }

        return null;
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

    // What lies there is no output of this attempt: a job of another store, in whose place this one is, had the same numbers; or somebody put
    // a link there. So it goes, and neither the file nor its folder is ever one that a link leads to.
    private FileStream Open()
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        if (FileEntry.Inspect(folder) is { Kind: not FileEntryKind.Folder } entry)
        {
            throw new IOException($"{entry.What} is in the place of the folder '{folder}'");
        }

        File.Delete(path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
    }

    private void WriteWithin(FileStream stream, ReadOnlySpan<byte> bytes, bool endLine)
    {
        _bytes += bytes.Length + 1;
        if (_bytes > caps.FileBytes)
        {
            End(stream, $"… output beyond {ByteSize.Show(caps.FileBytes)} was not kept");
            return;
        }

        stream.Write(bytes);
        if (endLine)
        {
            stream.WriteByte((byte)'\n');
        }
    }

    private string EndEarly(FileStream stream, long free)
    {
        var problem = $"only {ByteSize.Show(free)} are free on its disk";
        Tell(problem);
        var line = $"… the output file ends here: {problem}";
        End(stream, line);
        return line;
    }

    private void End(FileStream stream, string line)
    {
        _over = IsShort = true;
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private void Fail(Exception problem)
    {
        Tell(problem.Message);
        _over = IsShort = true;
        Close();
    }

    private void Tell(string problem)
    {
        if (!_told)
        {
            _told = true;
            ended(problem);
        }
    }

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException problem)
        {
            Tell(problem.Message);
        }

        _stream = null;
    }
}
