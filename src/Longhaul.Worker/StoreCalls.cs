using System.Collections.Concurrent;
using Longhaul.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Every call of the loops to the store goes through here: measured, with a longest wait, and with an eye on the connection.</summary>
internal sealed class StoreCalls(
    IJobStore store, StoreLink link, StoreRoom room, WorkerLife life, WorkerMetrics metrics, TimeProvider clock, ILogger log, TimeSpan timeout)
{
    /// <summary>The lease: a worker that cannot renew it has no store, whatever else the store would do.</summary>
    private const string Renewal = "renew";

    private readonly ConcurrentDictionary<string, string> _hindered = [];

    /// <summary>Waking up needs no call.</summary>
    public IStoreSignals Signals => store.Signals;

    /// <summary>Calls the store.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer, or not in time: whether the call took effect is not known.</exception>
    /// <exception cref="StoreUnusableException">It can never work as it is; only until it has answered for the first time.</exception>
    public async Task<T> RunAsync<T>(string name, Func<IJobStore, CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        try
        {
            var answer = await call(store, cancel).WaitAsync(timeout, clock, cancel);
            if (!_hindered.IsEmpty)
            {
                _hindered.TryRemove(name, out _);
            }

            return answer;
        }
        catch (TimeoutException e)
        {
            throw Away(name, $"The store did not answer within {timeout.TotalSeconds:0.#} s.", e);
        }
        catch (StoreUnavailableException e) when (e.NoRoom)
        {
            metrics.StoreError(name);
            room.Gone(e.Message);
            throw;
        }
        catch (StoreUnavailableException e) when (e.OnlyThisCall && name != Renewal)
        {
            Hindered(name, e.Message);
            throw;
        }
        catch (StoreUnavailableException e)
        {
            throw Away(name, e.Message, e);
        }
        catch (StoreUnusableException e) when (link.WasUp && e.NeedsNewerProgram)
        {
            metrics.StoreError(name);
            life.RequestStop(e.Message, WorkerExit.Outdated);
            throw new StoreUnavailableException(e.Message, e);
        }
        catch (StoreUnusableException e) when (link.WasUp && e.Forbidden && name != Renewal)
        {
            // Others may be allowed, and do not wait for it. Nobody's outcome is refused by it.
            Hindered(name, e.Message);
            throw new StoreUnavailableException(e.Message, e) { OnlyThisCall = true };
        }
        catch (StoreUnusableException e) when (link.WasUp)
        {
            // It has worked: a password that was changed, a right that was taken. Nobody's outcome is refused by that, and it may be mended.
            throw Away(name, e.Message, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            metrics.StoreError(name);
            throw;
        }
        finally
        {
            metrics.StoreCall(name, clock.GetElapsedTime(started));
        }
    }

    /// <summary>Calls the store for something without an answer.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer, or not in time: whether the call took effect is not known.</exception>
    public Task RunAsync(string name, Func<IJobStore, CancellationToken, Task> call, CancellationToken cancel) =>
        RunAsync(
            name,
            async (s, c) =>
            {
                await call(s, c);
                return true;
            },
            cancel);

    // Said once, until it has gone well again or fails for another reason.
    private void Hindered(string name, string error)
    {
        metrics.StoreError(name);
        if (!_hindered.TryGetValue(name, out var said) || said != error)
        {
            _hindered[name] = error;
            log.StoreCallHindered(name, error);
        }
    }

    private StoreUnavailableException Away(string name, string message, Exception e)
    {
        metrics.StoreError(name);
        link.Down(message);
        return e as StoreUnavailableException ?? new StoreUnavailableException(message, e);
    }
}
