using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>
/// Whether the store has room for new jobs. Without, it still answers and takes outcomes, but nothing is claimed; its upkeep finds out
/// both, also of an idle worker.
/// </summary>
internal sealed class StoreRoom(ILogger log)
{
    private readonly Gate _left = OpenGate();

    public bool IsLeft => _left.IsOpen;

    /// <summary>What the store said when its room was found gone last.</summary>
    public string? Error { get; private set; }

    public void Gone(string error)
    {
        Error = error;
        if (_left.Close())
        {
            log.StoreFull(error);
        }
    }

    public void Found()
    {
        if (_left.Open())
        {
            log.StoreHasRoom();
        }
    }

    public Task WaitUntilLeftAsync(CancellationToken cancel) => _left.WaitAsync(cancel);

    private static Gate OpenGate()
    {
        var gate = new Gate();
        gate.Open();
        return gate;
    }
}
