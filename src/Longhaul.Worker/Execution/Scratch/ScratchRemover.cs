using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>
/// Removes scratch folders behind the back of the attempts they belonged to: on a busy disk a removal waits some milliseconds for the
/// journal (3.6 ms, of which 0.3 ms were work), as long as a short command runs.
/// </summary>
internal sealed class ScratchRemover : IAsyncDisposable
{
    // With so many waiting, an attempt waits for its own, so that scratch never piles up on the disk.
    private const int MaxWaiting = 32;

    private readonly Channel<ScratchFolder> _waiting = Channel.CreateBounded<ScratchFolder>(MaxWaiting);
    private readonly ILogger<ScratchRemover> _logger;
    private readonly Action<ScratchFolder> _remove;
    private readonly Task _loop;

    /// <summary>Removes by <see cref="ScratchFolder.Remove"/>, unless told otherwise.</summary>
    public ScratchRemover(ILogger<ScratchRemover> logger, Action<ScratchFolder>? remove = null)
    {
        (_logger, _remove) = (logger, remove ?? (scratch => scratch.Remove()));
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Hands a folder over; nobody uses it any more.</summary>
    public async Task AddAsync(ScratchFolder scratch)
    {
        try
        {
            await _waiting.Writer.WriteAsync(scratch);
        }
        catch (ChannelClosedException)
        {
            // The worker is ending while its last attempts do.
            Remove(scratch);
        }
    }

    /// <summary>Returns when all that was handed over is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        await foreach (var scratch in _waiting.Reader.ReadAllAsync())
        {
            Remove(scratch);
        }
    }

    private void Remove(ScratchFolder scratch)
    {
        try
        {
            _remove(scratch);
        }
        catch (Exception problem)
        {
            // Whatever it is: with this loop's end every attempt would come to wait for it.
            _logger.ScratchStays(scratch.Root, problem.Message);
        }
    }
}
