using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

/// <summary>Runs alone: it takes the whole process's threads away.</summary>
[Collection(nameof(ThreadPoolTests))]
public sealed class ThreadPoolTests
{
    [Fact]
    public async Task An_exhausted_thread_pool_does_not_stop_heartbeats()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        using var release = new ManualResetEventSlim();
        using var beats = new SemaphoreSlim(0);
        worker.Faults.Seen = method =>
        {
            if (method == "RenewAsync")
            {
                beats.Release();
            }
        };

        // Far more blocked work than the pool will add threads for while this test runs.
        var blocked = Enumerable.Range(0, 500).Select(_ => Task.Run(release.Wait)).ToArray();
        for (var beat = 0; beat < 8; beat++)
        {
            beats.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken).ShouldBeTrue();
        }

        release.Set();
        await Task.WhenAll(blocked);
        worker.Log.Events.ShouldNotContain("LEASE_LOST");
    }
}

[CollectionDefinition(nameof(ThreadPoolTests), DisableParallelization = true)]
public sealed class ThreadPoolCollection;
