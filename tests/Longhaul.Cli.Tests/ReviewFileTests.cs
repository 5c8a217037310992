using Longhaul.Cli.Commands.Reviews;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores.InMemory;

namespace Longhaul.Cli.Tests;

/// <summary>The files that <c>longhaul review show</c> leads to.</summary>
public sealed class ReviewFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-cli-").FullName;
    private readonly InMemoryJobStore _store = new();
    private readonly Guid _instance = Guid.NewGuid();
    private long _claims;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_of_steps_of_items_and_of_steps_within_pipelines_are_found()
    {
        var artifacts = new LocalArtifactStore(Path.Join(_folder, "artifacts"));
        await _store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "film", IsContainer = true },
            .. new[] { "plain", "list", "deep", "gate" }.Select(step => new NewJob { Kind = "film." + step, Step = step, Parent = JobRef.InCall(0) }),
        ]);
        await FinishAsync(artifacts, null, "plain");
        await FinishAsync(artifacts, Outcome.Expanded([Child("list.0"), Child("list.1")]));
        await FinishAsync(artifacts, Outcome.Expanded([Child("cut")]));
        string[] shown = ["plain/a.txt", "list/0001/a.txt", "deep/cut/a.txt", "list/0002/a.txt", "list/a.txt", "a.txt"];
        await FinishAsync(artifacts, Outcome.AwaitingReview(new ReviewRequest { Title = "?", Show = shown }));
        foreach (var text in new[] { "first", "second", "deep" })
        {
            await FinishAsync(artifacts, null, text);
        }

        var project = new ProjectDefinition
        {
            Name = "p", Folder = "/", Kinds = new Dictionary<string, JobKind>(), Pipelines = new Dictionary<string, PipelineDefinition>(), Queues = new Dictionary<string, QueueDefinition>(),
        };
        var files = await new ReviewFiles(new JobClient(_store, project), artifacts).FindAsync((await _store.Queries.GetAsync(5))!, TestContext.Current.CancellationToken);

        files.Select(file => file.Path is null ? null : File.ReadAllText(file.Path)).ShouldBe(["plain", "second", "deep", null, null, null]);
        files.Select(file => file.Size).ShouldBe([5, 6, 4, null, null, null]);
    }

    private static NewJob Child(string step) => new() { Kind = "film." + step, Step = step };

    private async Task FinishAsync(LocalArtifactStore artifacts, Outcome? outcome, string text = "")
    {
        await _store.Workers.RegisterAsync(new WorkerRegistration { Instance = _instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1) });
        var token = new AttemptToken(_instance, ++_claims);
        var job = (await _store.Claims.ClaimAsync(new ClaimRequest { Token = token, Lanes = [new ClaimLane("default", 1)], Limit = 1 })).Jobs.Single();
        await _store.Outcomes.FinishAsync([new Finish(job.Running!.Value, outcome ?? await PublishAsync(artifacts, job, text))]);
    }

    private async Task<Outcome> PublishAsync(LocalArtifactStore artifacts, JobRecord job, string text)
    {
        var folder = Directory.CreateDirectory(Path.Join(_folder, $"output-{job.Id}")).FullName;
        File.WriteAllText(Path.Join(folder, "a.txt"), text);
        return Outcome.Completed() with { Artifacts = (await artifacts.PublishAsync(ArtifactPlace.Of(job)!.Value, folder, []))!.ToJson() };
    }
}
