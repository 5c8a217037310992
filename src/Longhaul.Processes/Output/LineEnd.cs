namespace Longhaul.Processes;

/// <summary>Which of the child's streams.</summary>
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>What ended a line.</summary>
public enum LineEnd
{
    /// <summary>A line feed, or carriage return and line feed.</summary>
    Newline,

    /// <summary>A carriage return alone: a progress line, which the next one replaces on a terminal. Where that is empty and ends with
    /// <see cref="Newline"/>, it is the line's own line feed, which came later, or does the same: the line stays.</summary>
    CarriageReturn,

    /// <summary>The cap: more of the same line follows.</summary>
    Cut,

    /// <summary>The stream's end.</summary>
    EndOfStream,
}

/// <summary>Receives a child's output, one line at a time, without its terminator. Calls for one child never overlap. The bytes are only
/// valid during the call. While it runs the child's output waits in the pipe, so a slow sink slows the child and no memory grows.</summary>
/// <param name="stream">Where the line came from.</param>
/// <param name="line">The bytes, as written, of any encoding.</param>
/// <param name="end">What ended the line.</param>
public delegate void OutputSink(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end);
