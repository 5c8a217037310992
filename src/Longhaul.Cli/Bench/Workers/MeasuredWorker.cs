using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;
using Longhaul.Cli.Working;
using Longhaul.Core.Workers;
using Longhaul.Worker;
using Longhaul.Worker.Logging;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Bench.Workers;

/// <summary>A worker as every other, whose jobs do nothing; it ends when its input does.</summary>
internal sealed class MeasuredWorker(CommandShell shell, ParseResult parsed)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs it to its end.</summary>
    public async Task<int> RunAsync(int places, bool prefetch)
    {
        var settings = shell.Settings(parsed);
        var data = settings.Read(SettingTable.Data, "data");
        var plan = SessionPlan.Make(shell, settings, parsed, withProject: false);
        var lines = new WorkerLines(shell.Terminal.Out, shell.Clock);
        using var logs = new WorkerLogProvider(shell.Terminal.Error, new WorkerLogOptions { Level = LogLevel.Warning, WorkerId = "bench" });
        await using var store = StoreOpening.Open(plan.Store);
        using var signals = new StopSignals();
        var options = Options(plan, places, prefetch);
        await using var worker = new WorkerHost(Setup(options, store, Path.GetFullPath(data, shell.CurrentFolder), lines, logs));
        await using var onSignal = signals.First.Register(() => worker.Stop(signals.Cause));
        await TellAsync(worker, lines);
        return ExitCode.Done;
    }

    private async Task TellAsync(WorkerHost worker, WorkerLines lines)
    {
        using var ended = new CancellationTokenSource();
        var counting = lines.CountAsync(ended.Token);
        var announcing = AnnounceAsync(worker, lines, ended.Token);
        _ = Task.Run(() => StopAtEndOfInput(worker), CancellationToken.None);
        try
        {
            await worker.RunAsync(CancellationToken.None);
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(counting, announcing);
        }
    }

    private async Task AnnounceAsync(WorkerHost worker, WorkerLines lines, CancellationToken ended)
    {
        while (worker.Current is not { Status: WorkerStatus.Healthy } && !ended.IsCancellationRequested)
        {
            await Task.Delay(LookAgain, shell.Clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lines.SayReady();
    }

    private void StopAtEndOfInput(WorkerHost worker)
    {
        shell.Input.ReadToEnd();
        worker.Stop("its input has ended");
    }

    private static WorkerOptions Options(SessionPlan plan, int places, bool prefetch)
    {
        var options = new WorkerOptions
        {
            Label = "bench", Places = places, Lease = plan.Store.Lease, ShutdownTimeout = TimeSpan.FromSeconds(5), Migrate = false,
        };
        return prefetch ? options : options with { Prefetch = TimeSpan.Zero };
    }

    private static WorkerSetup Setup(WorkerOptions options, IJobStore store, string data, WorkerLines lines, ILoggerFactory logs) => new()
    {
        Options = options,
        Project = NoopProject.In(data),
        Handlers = new Dictionary<string, IJobHandler> { [NoopProject.Kind] = new NoopHandler(lines) },
        Store = store,
        DataFolder = data,
        Logs = logs,
    };
}
