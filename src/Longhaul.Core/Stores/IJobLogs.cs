using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Output of attempts.</summary>
public interface IJobLogs
{
    /// <summary>
    /// Adds pieces of output to running attempts, and forgets the pieces between head and tail that the writer names;
    /// answers for each whether its attempt is still held (if not, nothing of it was kept).
    /// </summary>
    Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<LogAppend> items, CancellationToken cancel = default);

    /// <summary>Pieces of a job's output after a place, in order of attempt and sequence.</summary>
    Task<IReadOnlyList<LogPiece>> ReadAsync(long jobId, LogPlace after, int limit, CancellationToken cancel = default);
}

/// <summary>A piece of output to keep.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Sequence">Its number within the attempt, from 1; a number that is there already is not written again.</param>
/// <param name="Stream">Where it came from.</param>
/// <param name="Text">Lines with their ends; one that is too long for a piece has none here and goes on in the stream's next piece.</param>
/// <param name="ForgetFrom">The first sequence number to forget; 0 for none.</param>
/// <param name="ForgetTo">The last sequence number to forget.</param>
public sealed record LogAppend(
    AttemptRef Attempt, long Sequence, LogStream Stream, string Text, long ForgetFrom = 0, long ForgetTo = 0);

/// <summary>A place in a job's output; the default is its beginning.</summary>
/// <param name="AttemptNumber">The attempt, from 1.</param>
/// <param name="Sequence">The piece within the attempt.</param>
public readonly record struct LogPlace(int AttemptNumber, long Sequence);

/// <summary>A piece of output.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Stream">Where it came from.</param>
/// <param name="At">When it was kept, by the store's clock.</param>
/// <param name="Text">Lines with their ends; one that is too long for a piece has none here and goes on in the stream's next piece.</param>
public sealed record LogPiece(LogPlace Place, LogStream Stream, DateTimeOffset At, string Text);
