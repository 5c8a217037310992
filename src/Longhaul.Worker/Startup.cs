using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;

namespace Longhaul.Worker;

/// <summary>The start in six stages. It waits for the store for ever, and ends only on a wrong configuration or when told to.</summary>
internal sealed class Startup(WorkerContext worker, Registration registration, HeartbeatThread heartbeat, RescueLoop rescue)
{
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    private bool _registered;
    private bool _audited;
    private bool _declared;

    public async Task RunAsync(IWorkerReports reports, Action startLoops, CancellationToken stop)
    {
        await StageAsync(1, "configuration", () => Task.FromResult(DescribeConfiguration()), stop);
        foreach (var remark in worker.Setup.Remarks)
        {
            worker.Log.StageRemark(1, "configuration", remark);
        }

        await StageAsync(2, "health endpoint", () => StartHealthAsync(reports, stop), stop);
        await StageAsync(3, "store", () => ReachAsync(stop), stop);
        await StageAsync(4, "schema", () => MigrateAsync(stop), stop);
        await StageAsync(5, "registration", () => RegisterAsync(stop), stop);
        await StageAsync(6, "loops", () => Task.FromResult(StartLoops(startLoops)), stop);
    }

    // Stages 3 to 5 need the store: whatever goes wrong there is tried again, unless the store says that it can never work.
    private async Task StageAsync(int stage, string name, Func<Task<string>> run, CancellationToken stop)
    {
        var startedAt = worker.Clock.GetTimestamp();
        var backoff = new ReconnectBackoff();
        worker.Life.WaitsFor = $"Starting, stage {stage} of 6 ({name}): not done yet.";
        while (true)
        {
            try
            {
                var detail = await WatchAsync(stage, name, run());
                worker.Life.WaitsFor = null;
                worker.Log.StageDone(stage, name, detail, (long)worker.Clock.GetElapsedTime(startedAt).TotalMilliseconds);
                return;
            }
            catch (Exception e) when (stage is >= 3 and <= 5 && e is not (StoreUnusableException or MissingKeyException or OperationCanceledException))
            {
                await WaitAsync(stage, name, e, backoff.Next(), stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                worker.Log.StageFailed(stage, name, e.Message);
                throw;
            }
        }
    }

    // A stage that hangs must be seen in the log within half a minute.
    private async Task<string> WatchAsync(int stage, string name, Task<string> run)
    {
        for (var seconds = SlowAfter; ; seconds += SlowAfter)
        {
            try
            {
                return await run.WaitAsync(SlowAfter, worker.Clock);
            }
            catch (TimeoutException) when (!run.IsCompleted)
            {
                worker.Log.StageSlow(stage, name, (int)seconds.TotalSeconds);
            }
        }
    }

    private Task WaitAsync(int stage, string name, Exception error, TimeSpan wait, CancellationToken stop)
    {
        if (error is not StoreUnavailableException)
        {
            worker.Guard.Report($"startup: {name}", error);
        }

        worker.Life.WaitsFor = error.Message;
        worker.Log.StageWaits(stage, name, error.Message.TrimEnd('.'), (int)wait.TotalSeconds);
        return Task.Delay(wait, worker.Clock, stop);
    }

    /// <exception cref="MissingKeyException">There are encrypted kinds and no key.</exception>
    private string DescribeConfiguration() => SecretNeeds.WhyNot(worker.Setup.Project, worker.Setup.Keys) is { } complaint
        ? throw new MissingKeyException(complaint)
        : $"{worker.Options.Label}, {worker.Options.Places} places, queues {string.Join(", ", worker.Places.Queues)}, "
        + $"{worker.Parts.Kinds.Served.Count} kinds of project {worker.Setup.Project.Name}, {DescribeMemory()}";

    private string DescribeMemory()
    {
        if (worker.Parts.MemorySource.Warning is { } warning)
        {
            worker.Log.MemoryUnsure(warning);
        }

        var (limits, own) = (worker.Memory.Limits, worker.Memory.Use.Own);
        if (own * 2 > limits.SoftBytes)
        {
            worker.Log.MemoryTight(ByteSize.Show(own), ByteSize.Show(limits.SoftBytes), ByteSize.Show(limits.HardBytes));
        }

        return $"memory {ByteSize.Show(limits.HardBytes)} by {limits.Source}, no more jobs from {ByteSize.Show(limits.SoftBytes)}";
    }

    private async Task<string> StartHealthAsync(IWorkerReports reports, CancellationToken stop) =>
        worker.Setup.StartHealth is { } start ? await start(reports, stop) : "none";

    private async Task<string> ReachAsync(CancellationToken stop)
    {
        try
        {
            return (await CheckAsync(stop)).Address;
        }
        catch (StoreUnusableException) when (worker.Options.Migrate)
        {
            return "reached; it needs the next stage";
        }
    }

    private async Task<string> MigrateAsync(CancellationToken stop)
    {
        if (worker.Options.Migrate)
        {
            // Not by way of the measured calls: a large store may take longer than the longest wait for an answer.
            await worker.Setup.Store.Schema.MigrateAsync(stop);
        }

        var status = await CheckAsync(stop);
        CompareClocks(status.Now);
        return $"version {status.SchemaVersion}" + (worker.Options.Migrate ? "" : ", not to be changed");
    }

    // Leases and due times go by the store's clock alone; what people and jobs read of times does not.
    private void CompareClocks(DateTimeOffset store)
    {
        var apart = (store - worker.Clock.GetUtcNow()).Duration();
        if (apart > MostSkew)
        {
            worker.Log.StageRemark(4, "schema", $"the store's clock and this machine's are {apart.TotalSeconds:0} s apart; let NTP set both");
        }
    }

    private Task<StoreStatus> CheckAsync(CancellationToken stop) =>
        worker.Calls.RunAsync("check", (store, c) => store.Schema.CheckAsync(c), stop);

    private async Task<string> RegisterAsync(CancellationToken stop)
    {
        await CheckSecretsAsync(stop);
        if (!_registered)
        {
            await registration.RegisterAsync(stop);
            worker.Link.Up();
            _registered = true;
            heartbeat.Start();
        }

        if (!_audited)
        {
            await AuditAsync(stop);
            _audited = true;
        }

        if (!_declared)
        {
            await DeclareLimitsAsync(stop);
            await DeclareTenantsAsync(stop);
            await DeclareAlertsAsync(stop);
            _declared = true;
        }

        return $"instance {worker.Lease.Instance}, {await rescue.RunOnceAsync(stop)} jobs rescued";
    }

    /// <exception cref="MissingKeyException">The store holds secrets that the project's jobs use, and there is no key for them.</exception>
    private async Task CheckSecretsAsync(CancellationToken stop)
    {
        var project = worker.Setup.Project;
        if (await worker.Calls.RunAsync("check_secrets", (store, c) => SecretNeeds.WhyNotAsync(store, project, worker.Setup.Keys, c), stop) is { } complaint)
        {
            throw new MissingKeyException(complaint);
        }

        foreach (var missing in await worker.Calls.RunAsync("check_secrets", (store, c) => SecretNeeds.FindMissingAsync(store, project, c), stop))
        {
            worker.Log.TenantSecretMissing(missing.Tenant, missing.Name);
        }
    }

    // Before the first claim, so that none goes beyond them. The last worker to start has its way.
    private async Task DeclareLimitsAsync(CancellationToken stop)
    {
        var limits = worker.Setup.Project.Queues.Values
            .Select(queue => new QueueLimit(queue.Name, queue.Limit, queue.Rate)).Where(limit => !limit.IsNone).ToList();
        foreach (var taken in await worker.Calls.RunAsync("declare_limits", (store, c) => store.Limits.DeclareAsync(worker.Setup.Project.Name, limits, c), stop))
        {
            worker.Log.LimitTaken(taken.Now.Queue, taken.Project, LimitChecks.Detail(taken.Before), LimitChecks.Detail(taken.Now));
        }
    }

    // As its own file has them, before it takes the first job; the last worker to start with another file has its way.
    private Task DeclareTenantsAsync(CancellationToken stop)
    {
        var project = worker.Setup.Project;
        return worker.Calls.RunAsync("declare_tenants", (store, c) => store.Tenants.DeclareAsync(project.Name, project.Tenants, c), stop);
    }

    // Before dead workers are looked for, so that these are told of.
    private async Task DeclareAlertsAsync(CancellationToken stop)
    {
        foreach (var off in worker.Setup.Project.Alerts.Where(alert => alert.Webhook is null))
        {
            worker.Log.AlertOff(off.Format.Word(), string.Join(", ", AlertWords.Of(off.When)));
        }

        DeclaredAlert[] alerts = [.. worker.Setup.Project.Alerts.Where(alert => alert.Webhook is not null).Select(DeclaredAlert.Of)];
        if (alerts.Length > 0)
        {
            await worker.Calls.RunAsync("declare_alerts", (store, c) => store.Alerts.DeclareAsync(alerts, c), stop);
        }
    }

    private Task AuditAsync(CancellationToken stop)
    {
        var entry = new AuditEntry(
            worker.Options.Label, "WORKER_STARTED", $"worker {worker.Options.Label}", $"instance {worker.Lease.Instance}, version {worker.Version}");
        return worker.Calls.RunAsync("audit", (store, c) => store.Audit.AppendAsync(entry, c), stop);
    }

    private string StartLoops(Action start)
    {
        start();
        worker.Life.HasStarted = true;
        return "running";
    }
}
