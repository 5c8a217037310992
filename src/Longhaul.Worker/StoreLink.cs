using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>
/// Whether the store answers. Any call may find that it does not; only a renewed lease finds that it does again, so that after an outage
/// the order is: renew, then deliver outcomes, then claim.
/// </summary>
internal sealed class StoreLink(TimeProvider clock, ILogger log)
{
    private readonly Gate _up = new();
    private long _changedAt = clock.GetUtcNow().UtcTicks;

    public bool IsUp => _up.IsOpen;

    /// <summary>True once it has answered.</summary>
    public bool WasUp { get; private set; }

    /// <summary>Since when it is as it is.</summary>
    public DateTimeOffset Since => new(Interlocked.Read(ref _changedAt), TimeSpan.Zero);

    /// <summary>What the last failed call said.</summary>
    public string? LastError { get; private set; }

    public void Up()
    {
        WasUp = true;
        if (!_up.Open())
        {
            return;
        }

        var away = clock.GetUtcNow() - Since;
        Interlocked.Exchange(ref _changedAt, clock.GetUtcNow().UtcTicks);
        if (LastError is null)
        {
            log.StoreConnected();
        }
        else
        {
            log.StoreBack((long)away.TotalMilliseconds);
        }
    }

    public void Down(string error)
    {
        LastError = error;
        if (_up.Close())
        {
            Interlocked.Exchange(ref _changedAt, clock.GetUtcNow().UtcTicks);
            log.StoreLost(error);
        }
    }

    public Task WaitUntilUpAsync(CancellationToken cancel) => _up.WaitAsync(cancel);
}
