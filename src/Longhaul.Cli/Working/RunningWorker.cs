using Longhaul.Worker;

namespace Longhaul.Cli.Working;

/// <summary>A worker in this process, from its start to its end.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    // A stop at once kills, gives back and says farewell; where that hangs, the process ends all the same and its guard kills the children.
    private static readonly TimeSpan PatienceAtOnce = TimeSpan.FromSeconds(3);

    private readonly WorkerHost _host;
    private readonly TimeProvider _clock;

    public RunningWorker(WorkerSetup setup, TimeProvider clock)
    {
        _host = new WorkerHost(setup);
        _clock = clock;
        Ended = Task.Run(() => _host.RunAsync());
    }

    /// <summary>Ends as the worker ends.</summary>
    public Task<WorkerExit> Ended { get; }

    /// <summary>Lets it finish what runs, within its shutdown timeout.</summary>
    public void Stop(string cause) => _host.Stop(cause);

    /// <summary>Stops it at once; the process ends with the code in any case.</summary>
    public void StopNow(int code)
    {
        _host.StopNow();
        _ = EndAnywayAsync(code);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Stop("the command ends");
        await ((Task)Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _host.DisposeAsync();
    }

    private async Task EndAnywayAsync(int code)
    {
        await Task.Delay(PatienceAtOnce, _clock);
        Environment.Exit(code);
    }
}
