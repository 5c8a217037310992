namespace Longhaul.Worker;

/// <summary>The beat of a loop: one guarded round after another, each saying how long to wait for the next.</summary>
internal sealed class Cadence(ErrorGuard guard, StoreLink link, TimeProvider clock)
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    /// <summary>Runs rounds while the store is there, until stopped.</summary>
    public async Task RunAsync(string name, Func<CancellationToken, Task<TimeSpan>> round, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await link.WaitUntilUpAsync(stop);
                var wait = AfterError;
                await guard.RunAsync(name, async () => wait = await round(stop), stop);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, clock, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: the one way out.
        }
    }
}
