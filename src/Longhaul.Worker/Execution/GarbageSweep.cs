using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Scratch;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>Removes scratch of workers that are gone, artifacts of attempts that were not accepted, and artifacts and output files of jobs that the store has forgotten.</summary>
internal sealed class GarbageSweep(
    string dataFolder, StoreStamp stamp, IJobStore store, IArtifactStore artifacts, LogFolder logs, Func<CancellationToken, Task> sweepScratch, TimeProvider clock,
    ILogger<GarbageSweep> logger)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Runs until told to stop: soon after the start, then every hour; again soon where the store was away, or not ready yet.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var wait = First; !stop.IsCancellationRequested;)
        {
            await Task.Delay(wait, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TrySweepScratchAsync(stop);
            wait = await TryAsync(stop);
        }
    }

    /// <summary>Looks at every folder once. Does nothing where the folder belongs to another store: its jobs are none of this one's.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        var status = await store.Schema.CheckAsync(cancel);
        if (!await stamp.IsOfAsync(status.Address, cancel))
        {
            logger.ForeignData(dataFolder);
            return;
        }

        // A bucket may be away, so it comes last.
        var files = await logs.SweepAsync(async job => await FindAsync(job, cancel) is not null, cancel);
        var folders = await SweepArtifactsAsync(status, cancel);
        if (folders + files > 0)
        {
            logger.GarbageSwept(folders, files);
        }
    }

    private async Task<int> SweepArtifactsAsync(StoreStatus status, CancellationToken cancel)
    {
        var copies = await artifacts.TrimAsync(() => LinkedFolders.In(dataFolder), cancel);
        if (await artifacts.IsOfAsync(status, cancel))
        {
            // A step that runs on while the one before it was taken back, and has even begun again, reads what that published the last time.
            var links = new LinksInUse(dataFolder, clock);
            return copies + await artifacts.SweepAsync(
                async place => place.IsWanted(await FindAsync(place.Attempt.JobId, cancel)) || links.Contains(place), cancel);
        }

        logger.ForeignBucket();
        return copies;
    }

    // Whatever becomes of the rest: secrets that a killed worker left lie there, and no store is needed.
    private async Task TrySweepScratchAsync(CancellationToken stop)
    {
        try
        {
            await sweepScratch(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.GarbageStays(error);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the caller sees that.
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
        }
        catch (Exception away) when (away is StoreUnavailableException or StoreUnusableException)
        {
            // Such as a schema that is still to be brought up. Said by the loops that have more to do with it.
            return First;
        }
        catch (ArtifactStoreException error)
        {
            logger.BucketNotSwept(error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.GarbageStays(error);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the caller sees that.
        }

        return Period;
    }

    // What is lost by mistake is lost for good, so that nothing is by one look: a run that is taken back just then moves between the tables.
    private async Task<JobRecord?> FindAsync(long job, CancellationToken cancel) =>
        await store.Queries.GetAsync(job, cancel) ?? await store.Queries.GetAsync(job, cancel);
}
