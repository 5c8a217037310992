namespace Longhaul.Worker.Execution.Output;

/// <summary>How much of an attempt's output is kept.</summary>
/// <param name="HeadBytes">The most bytes of its beginning in the store.</param>
/// <param name="TailBytes">The most bytes of its end in the store; at least one piece is always there.</param>
/// <param name="FileBytes">The most bytes in the file that holds the whole output.</param>
internal sealed record LogCaps(long HeadBytes, long TailBytes, long FileBytes)
{
    /// <summary>1 MiB in the store, half of it for each end; 1 GiB in the file.</summary>
    public static LogCaps Default { get; } = new(512 * 1024, 512 * 1024, 1024 * 1024 * 1024);

    /// <summary>
    /// How many bytes the file leaves free on its disk, which the store may lie on as well; 5 % of the disk where that is less.
    /// </summary>
    public long FreeBytes { get; init; } = 64 * 1024 * 1024;
}
