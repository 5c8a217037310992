namespace Longhaul.Processes;

/// <summary>How far a program says it is.</summary>
/// <param name="Percent">0 to 100, or null where the whole is not known.</param>
/// <param name="Remaining">Time it still needs, by its own account.</param>
/// <param name="Speed">As a person would read it, such as <c>1.5x</c> or <c>1.20MiB/s</c>; null if not told.</param>
public readonly record struct ProgressUpdate(double? Percent, TimeSpan? Remaining, string? Speed);

/// <summary>Understands the progress that one program prints. Fed every line of both streams; anything else is passed over.</summary>
public interface IProgressReader
{
    /// <summary>True where this line completes a report of progress.</summary>
    bool TryRead(ReadOnlySpan<byte> line, out ProgressUpdate update);
}
