using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>The worker as a program has it: all its loops, real processes, a store in memory.</summary>
[Collection(nameof(WholeWorker))]
public sealed class WholeWorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly InMemoryJobStore _store = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task A_run_goes_through_its_steps_and_its_last_words_are_in_the_store_when_it_is_over()
    {
        await _store.Intake.EnqueueAsync(PipelineExpander.Expand(Pipeline(), "{}"));
        await using var host = Host();
        var running = host.RunAsync(_stop.Token);

        await UntilAsync(1, job => job.State.IsOver());

        var tree = await _store.Queries.ListTreeAsync(1);
        tree.Select(job => (job.State, job.Error)).ShouldAllBe(job => job.State == JobState.Completed);
        foreach (var step in tree.Skip(1))
        {
            var log = await _store.Logs.ReadAsync(step.Id, default, 10);
            string.Concat(log.Select(piece => piece.Text)).ShouldEndWith("last words\n");
        }

        ArtifactManifest.Parse(tree[2].Artifacts).Files.Single().Size.ShouldBe("made by one\n".Length);
        await _stop.CancelAsync();
        (await running).ShouldBe(WorkerExit.Stopped);
    }

    [Fact]
    public async Task A_cancelled_command_is_dead_and_its_job_cancelled()
    {
        await _store.Intake.EnqueueAsync([new NewJob { Kind = "endless" }]);
        await using var host = Host();
        var running = host.RunAsync(_stop.Token);
        var ready = Path.Join(_folder, "ready");
        while (!File.Exists(ready))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _store.Control.CancelAsync(1, "me");
        await UntilAsync(1, job => job.State.IsOver());

        (await _store.Queries.GetAsync(1))!.State.ShouldBe(JobState.Cancelled);
        Directory.Exists($"/proc/{File.ReadAllText(ready).Trim()}").ShouldBeFalse();
        await _stop.CancelAsync();
        await running;
    }

    public void Dispose()
    {
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private WorkerHost Host() => new(new WorkerSetup
    {
        Options = new WorkerOptions { Label = "w", PollInterval = TimeSpan.FromMilliseconds(50) },
        Project = new ProjectDefinition
        {
            Name = "p", Folder = _folder,
            Queues = new Dictionary<string, QueueDefinition> { ["default"] = new() { Name = "default" } },
            Kinds = Pipeline().Steps.Select(step => step.Kind).Append(Kind("endless", "trap '' TERM; echo $$ > pid; mv pid ready; while :; do sleep 0.05; done")).ToDictionary(kind => kind.Name),
            Pipelines = new Dictionary<string, PipelineDefinition> { ["film"] = Pipeline() },
        },
        Store = _store,
        DataFolder = Path.Join(_folder, "data"),
        Logs = NullLoggerFactory.Instance,
    });

    private static PipelineDefinition Pipeline() => new()
    {
        Name = "film",
        Steps =
        [
            new StepDefinition { Name = "one", Kind = Kind("film.one", "echo made by one > $LONGHAUL_OUTPUT/file; echo last words") },
            new StepDefinition { Name = "two", Needs = ["one"], Kind = Kind("film.two", "cp $LONGHAUL_RUN_DIR/one/file $LONGHAUL_OUTPUT/copy; echo last words") },
        ],
    };

    private static JobKind Kind(string name, string script) => new()
    {
        Name = name, Grace = TimeSpan.FromMilliseconds(200), Command = new CommandSpec { Arguments = ["bash", "-c", script] },
    };

    private async Task UntilAsync(long job, Func<JobRecord, bool> expected)
    {
        while (await _store.Queries.GetAsync(job) is not { } record || !expected(record))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Run alone: a whole worker adopts orphans, and there is one worker per process.</summary>
[CollectionDefinition(nameof(WholeWorker), DisableParallelization = true)]
public sealed class WholeWorker;
